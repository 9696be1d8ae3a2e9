import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deferredText, reasonLine, reasonOf } from '../../../src/extension/importFixText.ts';
import type { StatementFix } from '../../../src/protocol/importFixes.ts';

const staying: StatementFix = {
  line: 4,
  text: 'import pack',
  saving_s: 0.1,
  isSafe: false,
  remarks: [{ message: 'Line 20 uses pack.', line: 20 }],
};

test('says how many imports were deferred, and the reason where one stays', () => {
  assert.equal(deferredText('a.py', 2, []), '2 imports of a.py were deferred.');
  assert.equal(deferredText('a.py', 1, []), '1 import of a.py was deferred.');
  assert.equal(
    deferredText('a.py', 2, [staying]),
    '2 imports of a.py were deferred; 1 stays where it is: Line 20 uses pack.',
  );
  assert.equal(deferredText('a.py', 1, [staying, staying]), '1 import of a.py was deferred; 2 stay where they are.');
  assert.equal(
    deferredText('a.py', 0, [staying]),
    'No import of a.py was deferred; 1 stays where it is: Line 20 uses pack.',
  );
});

test('a reason leads to its own line, and a missing one to the statement', () => {
  assert.equal(reasonLine(staying), 20);
  assert.equal(reasonLine({ ...staying, remarks: [] }), 4);
  assert.equal(reasonOf({ ...staying, remarks: [] }), 'It is not known to be safe.');
});
