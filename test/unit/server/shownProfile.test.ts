import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileJson } from '../../../src/queries/profileJson.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { heatInRange } from '../../../src/server/documentHeat.ts';
import { showProfile, type ShownFile, type ShownProfile } from '../../../src/server/shownProfile.ts';
import { madeUpProfile } from './madeUpWorld.ts';

const library = '/dist-packages/lib.py';

function shown(): ShownProfile {
  return showProfile({ folder: '/s', profile: madeUpProfile(), live: false });
}

function fileOf(profile: ShownProfile, path: string): ShownFile {
  const file = profile.file(path);
  assert.ok(file, `${path} has no heat`);
  return file;
}

/** `line step share parts` a row. */
function drawHeat(file: ShownFile, first: number, last: number): string[] {
  return heatInRange(file.heat('time'), first, last).map(({ line, step, share, split }) => {
    const parts = Object.entries(split).filter(([, value]) => value > 1e-9);
    return [line, step, share.toFixed(3), ...parts.map(([name, value]) => `${name} ${value.toFixed(3)}`)].join(' ');
  });
}

test('a line has its step, and its parts sum to its share', () => {
  const file = fileOf(shown(), 'a.py');
  assert.deepEqual(drawHeat(file, 1, 100), [
    '5 6 0.400 python 0.300 native 0.100',
    '9 6 0.400 wait 0.400',
    '12 5 0.150 library 0.150',
    '15 3 0.045 python 0.045',
    '20 2 0.005 python 0.005',
  ]);
});

test('a range has its warm lines, and the hot ones of the whole document', () => {
  const file = fileOf(shown(), 'a.py');
  assert.deepEqual(
    heatInRange(file.heat('time'), 16, 30).map(({ line }) => line),
    [5, 9, 12, 15, 20],
  );
  assert.deepEqual(
    heatInRange(file.heat('time'), 1, 8).map(({ line }) => line),
    [5, 9, 12, 15],
  );
});

test('a file out of scope is charged with itself as scope', () => {
  assert.deepEqual(drawHeat(fileOf(shown(), library), 1, 100), ['7 5 0.150 python 0.150']);
});

test('a file of which the profile knows nothing has no heat', () => {
  assert.equal(shown().file('/elsewhere.py'), undefined);
});

test('native functions are kept by line', () => {
  const native = fileOf(shown(), 'a.py').native.get(5) ?? [];
  assert.deepEqual(
    native.map(({ symbol, seconds }) => `${symbol} ${seconds}`),
    ['inflate 1'],
  );
});

test('the hot rows are those of the JSON, hottest first', () => {
  const profile = madeUpProfile();
  const { files } = profileJson(profile, { scope: defaultScope(profile), basis: 'elapsed' });
  const expected = files
    .flatMap(({ lines }) => lines)
    .filter(({ share }) => share > 0)
    .map(({ share }) => share)
    .toSorted((a, b) => b - a);
  const rows = showProfile({ folder: '/s', profile, live: false }).hotRows(100);
  assert.deepEqual(
    rows.map(({ share }) => share),
    expected,
  );
  assert.deepEqual(
    shown()
      .hotRows(2)
      .map(({ path, line }) => `${path}:${line}`),
    ['a.py:5', 'a.py:9'],
  );
});

test('a profile with heat names no cause, one without names its cause', () => {
  assert.equal(shown().summary.noHeat, null);
  const elsewhere = { script: 'other.py', scope: [] };
  const profile = { ...madeUpProfile(), capture: { ...madeUpProfile().capture, ...elsewhere } };
  assert.equal(showProfile({ folder: '/s', profile, live: false }).summary.noHeat?.code, 'NOTHING_IN_SCOPE');
});
