/** What diagnostics say, and what must not be in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diagnosticsText, withoutPrivateParts, type DiagnosticsParts } from '../../../src/extension/diagnosticsText.ts';

const parts: DiagnosticsParts = {
  versions: ['Heatline 0.1.0', 'Code 1.101.0'],
  doctor: '✓ Interpreter /home/ada/.venv/bin/python (PATH): cpython 3.12.1, a trial capture worked',
  settings: [{ name: 'heatline.interpreter', value: '"/home/ada/py"', where: 'user' }],
  lastRun: undefined,
  log: 'profiling /home/ada/a.py\nfetched https://ada:hunter22@example.org/x with s3cr3t-value',
};
const hidden = { home: '/home/ada', env: { HOME: '/home/ada', API_TOKEN: 's3cr3t-value', LANG: 'C.UTF-8', KEYS: '1' } };

test('each part has its section', () => {
  const text = diagnosticsText(parts, hidden);
  const titles = [...text.matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  assert.deepEqual(titles, [
    'Versions',
    'heatline doctor',
    'Settings that differ from the defaults',
    'Last run',
    'End of the log',
  ]);
  assert.match(text, /heatline\.interpreter: "~\/py" \(user\)/);
});

test('neither home nor secrets are in it', () => {
  const text = diagnosticsText(parts, hidden);
  for (const secret of ['/home/ada', 's3cr3t-value', 'hunter22']) assert.ok(!text.includes(secret), secret);
  assert.match(text, /~\/a\.py/);
  assert.match(text, /with <API_TOKEN>/);
});

test('only whole folders are home, and short values stay', () => {
  const env = { A_KEY: '1' };
  assert.equal(withoutPrivateParts('/home/ada2/1 /home/ada', { home: '/home/ada', env }), '/home/ada2/1 ~');
  assert.equal(withoutPrivateParts('/a', { home: '/', env }), '/a');
});
