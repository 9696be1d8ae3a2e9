import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { functionHeat } from '../../../src/server/functionHeat.ts';
import { unmoved } from '../../../src/server/lineMap.ts';
import { showProfile } from '../../../src/server/shownProfile.ts';

const profile = profileFromDrawing(`
  seconds  2                 1              1                    0.0001
           /p/a.py:5 load@1  /p/a.py:8 f@7  /p/a.py:9 <lambda>@9 /p/a.py:10 brief@10
`);
const text = [
  '@cached(',
  '    size=3,',
  ')',
  'async def load():',
  '    pass',
  '',
  'def f():',
  '    pass',
  'g = lambda: 1',
];

test('a lens stands at the def below the decorators; what has no def or no time has none', () => {
  const file = showProfile({ folder: '/s', profile, live: false }).file('/p/a.py');
  assert.ok(file);
  const found = functionHeat(file, text, unmoved('current'));
  assert.deepEqual(
    found.map(({ name, line, total_s }) => `${name} ${line} ${total_s}`),
    ['load 4 2', 'f 7 1'],
  );
  const [load] = found;
  const reach = Math.max((load?.ci95[1] ?? 0) - (load?.share ?? 0), (load?.share ?? 0) - (load?.ci95[0] ?? 0));
  assert.ok(Math.abs((load?.reach_s ?? 0) - reach * file.basis_s) < 1e-9);
});

test('without the profiled text the first line is taken', () => {
  const file = showProfile({ folder: '/s', profile, live: false }).file('/p/a.py');
  assert.ok(file);
  assert.equal(functionHeat(file, [], unmoved('unknown'))[0]?.line, 1);
});
