import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { hotFiles } from '../../../src/queries/hotFiles.ts';
import { hotLines } from '../../../src/queries/hotLines.ts';

const profile = profileFromDrawing(`
  seconds  1            2            3.5          1            0.5
           /p/a.py:1 f  /p/a.py:2 f  /p/b.py:7 g  /p/a.py:9 f  /p/c.py:1 h
`);

test('files come hottest first, with the sum of their lines and how many of them count', () => {
  const hot = hotLines(profile, { scope: { kind: 'all' }, basis: 'cpu' });
  const files = hotFiles(hot, ({ self_s }) => self_s >= 1);
  assert.deepEqual(
    files.map(({ path, self_s, share, n_lines }) => [path, self_s, Math.round(share * 1e6) / 1e6, n_lines]),
    [
      ['/p/a.py', 4, 0.5, 3],
      ['/p/b.py', 3.5, 0.4375, 1],
    ],
  );
});
