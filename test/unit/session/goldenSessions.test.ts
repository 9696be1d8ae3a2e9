/**
 * Real sessions of every format version, kept for good: each folder below test/fixtures/sessions is a session with an `expected.txt`, the
 * drawing of its hot lines. After a wanted change, HEATLINE_UPDATE_GOLDEN=1 writes the drawings anew.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { hotLines } from '../../../src/queries/hotLines.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { decodeStream } from '../../../src/session/decode.ts';
import { parseSessionJson } from '../../../src/session/sessionFile.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { drawHotLines } from '../../fixtures/drawHotLines.ts';

const root = join(import.meta.dirname, '../../fixtures/sessions');
const entries = existsSync(root) ? readdirSync(root, { withFileTypes: true }) : [];
const folders = entries.filter((entry) => entry.isDirectory());

for (const { name } of folders) {
  test(`session ${name} still opens and shows the same`, () => {
    const drawn = draw(join(root, name));
    const expected = join(root, name, 'expected.txt');
    if (process.env['HEATLINE_UPDATE_GOLDEN'] !== undefined) writeFileSync(expected, drawn);
    assert.equal(drawn, readFileSync(expected, 'utf8'));
  });
}

test('there is a golden session', { skip: folders.length === 0 ? 'none has been recorded yet' : false }, () => {
  assert.ok(folders.length > 0);
});

function draw(folder: string): string {
  const { info, problems } = parseSessionJson(readFileSync(join(folder, 'session.json'), 'utf8'));
  assert.ok(info, problems[0]?.message);
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.hls'))
    .sort();
  assert.ok(names.length > 0, 'no stream');
  const streams = names.map((file) => {
    const more = join(folder, `${file}.more`);
    const decoded = decodeStream(readFileSync(join(folder, file)), existsSync(more) ? readFileSync(more) : undefined);
    assert.deepEqual(decoded.problems, []);
    assert.ok(decoded.stream);
    return decoded.stream;
  });
  const { profile } = buildProfile({ info, streams });
  return `${drawHotLines(hotLines(profile, { scope: defaultScope(profile), basis: 'elapsed' }))}\n`;
}
