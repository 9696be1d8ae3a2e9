import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { copyLines } from '../../../src/queries/copyLines.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import type { Question } from '../../../src/queries/question.ts';

const question: Question = { scope: { kind: 'paths', roots: ['/p'], files: [], excluded: [] }, basis: 'elapsed' };

test('volume, rate, sizes and kinds of a line', () => {
  const profile = profileFromDrawing(`
    copied   400@23                      100@10                  300@20
    seconds  10
             /p/a.py:1 f                 /p/a.py:1 f             /lib/x.py:1 g
             libpython3.so!bytes_concat  libpython3.so!list_ass
  `);
  const [line, ...others] = copyLines(profile, question);
  assert.deepEqual(others, []);
  assert.ok(line);
  assert.deepEqual([line.path, line.line, line.bytes, line.bytes_s, line.share], ['/p/a.py', 1, 500e6, 50e6, 0.625]);
  assert.deepEqual(line.ci95, [500e6, 500e6]);
  assert.deepEqual(line.sizes, [
    { from: 1024, to: 2048, bytes: 100e6 },
    { from: 8_388_608, to: 16_777_216, bytes: 400e6 },
  ]);
  assert.deepEqual(line.kinds, [
    { kind: 'bytes', bytes: 400e6 },
    { kind: 'list', bytes: 100e6 },
  ]);
  const json = profileJson(profile, question);
  assert.deepEqual(json.copies[0]?.kinds, line.kinds);
  assert.equal(json.files[0]?.lines[0]?.copy_bytes, 500e6);
  assert.equal(json.files[0]?.lines[0]?.copy_bytes_s, 50e6);
});

const kinds: readonly (readonly [frames: string, kind: string])[] = [
  ['python3.11!bytearray_init', 'bytes'],
  ['python3.11!_PyBytes_Resize', 'bytes'],
  ['python3.11!stringlib_bytes_join', 'bytes'],
  ['python3.11!PyUnicode_Join', 'string'],
  ['python3.11!unicode_concatenate', 'string'],
  ['python3.11!list_extend', 'list'],
  ['/n/numpy/core/_multiarray_umath.cpython-311.so!', 'numpy'],
  ['/lib/numpy/core/shape_base.py:5 stack', 'numpy'],
  ['/l/_pickle.cpython-311.so!', 'pickle'],
  ['python3.11!_pickle_dumps', 'pickle'],
  ['/lib/pickle.py:30 dump', 'pickle'],
  ['/l/_socket.cpython-311.so!sock_send', 'buffer'],
  ['/lib/socket.py:30 sendfile', 'buffer'],
  ['python3.11!_io_BytesIO_write', 'buffer'],
  ['python3.11!_bufferedreader_read_all', 'buffer'],
  ['libc.so.6!memmove', 'other'],
  ['libfoo.so!', 'other'],
  ['python3.11!r_object', 'other'],
];

test('the kind is told by the names below the line', () => {
  for (const [frame, expected] of kinds) {
    const profile = profileFromDrawing(`
      copied   5@20
               /p/a.py:1 f
               ${frame}
    `);
    assert.equal(copyLines(profile, question)[0]?.kinds[0]?.kind, expected, frame);
  }
});

test('what the line asked for counts, not what that was made with', () => {
  const profile = profileFromDrawing(`
    copied   5@20
             /p/a.py:1 f
             python3.11!_pickle_loads
             python3.11!PyBytes_FromStringAndSize
  `);
  assert.equal(copyLines(profile, question)[0]?.kinds[0]?.kind, 'pickle');
});
