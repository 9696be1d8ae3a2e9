import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LineJson } from '../../../src/protocol/profileJson.ts';
import { noAwaitFigures } from '../../../src/queries/awaits.ts';
import { noCopyFigures, noMemoryFigures } from '../../../src/queries/memoryFigures.ts';
import { hoverText } from '../../../src/server/hoverText.ts';

const line: LineJson = {
  line: 7,
  python_s: 1.2,
  library_s: 0,
  native_s: 0.5,
  kernel_s: 0,
  wait_s: 0.25,
  gil_wait_s: 0.05,
  waits: { sleep: 0.2, gil: 0.05 },
  cpu_s: 1.7,
  self_s: 1.95,
  total_s: 3,
  share: 0.39,
  ci95: [0.36, 0.421],
  samples: 170,
  effective_samples: 152.3,
  ...noMemoryFigures,
  ...noCopyFigures,
  ...noAwaitFigures,
};
const callers = {
  name: 'work',
  total_s: 3,
  callers: [
    { name: 'main', path: '/p/a (1).py', line: 24, total_s: 2 },
    { name: '', path: '', line: 0, total_s: 1 },
  ],
};
const plain = {
  line,
  native: [],
  callers,
  basis: 'elapsed time of the main thread plus CPU time of the others',
  basis_s: 5,
  age: 'from 12:03, 3 edits ago',
  edited: false,
  uncertain: false,
  memory: [],
  memoryFirst: false,
  imports: [],
} as const;

test('the hover has the whole story', () => {
  assert.equal(
    hoverText(plain),
    [
      '**1.95 s** on this line · **39.0 %** (95 % between 36.0 % and 42.1 %)',
      '| | |\n|:--|--:|\n| Python | 1.20 s |\n| Native code | 500 ms |\n| Waiting | 250 ms |',
      'Waited sleeping 200 ms, for the GIL 50 ms.',
      '`work` was called by:\n- [`main` `a (1).py:24`](command:heatline.openLine?%5B%22%2Fp%2Fa%20%281%29.py%22%2C24%5D): 2.00 s\n- Python itself: 1.00 s',
      '3.00 s with everything it called · 170 samples (152 effective)',
      '100 % is 5.00 s: elapsed time of the main thread plus CPU time of the others. Numbers from 12:03, 3 edits ago.',
    ].join('\n\n'),
  );
});

test('native functions come with their library, the smaller ones as a count', () => {
  const native = Array.from({ length: 8 }, (_, index) => ({
    path: 'a.py',
    line: 7,
    library: index === 0 ? '/usr/lib/libz.so.1' : '',
    symbol: index === 1 ? '' : `f${index}`,
    seconds: 0.08 - index * 0.01,
  }));
  const text = hoverText({ ...plain, native });
  assert.match(text, /- `f0` in `libz\.so\.1`: 80 ms\n- unnamed code: 70 ms\n/);
  assert.match(text, /- and 2 more/);
});

test('names cannot break out of their code spans', () => {
  const native = [{ path: 'a.py', line: 7, library: '', symbol: 'x`[click](command:evil)`', seconds: 1 }];
  assert.match(hoverText({ ...plain, native }), /- `x \[click\]\(command:evil\) `: 1\.00 s/);
});

test('edited lines and those that may be noise are said to be', () => {
  assert.match(hoverText({ ...plain, edited: true }), /^\*This line was edited/);
  assert.match(hoverText({ ...plain, uncertain: true }), /^\*May be noise/);
});

test('the first five callers are named, a program without callers has none', () => {
  const many = Array.from({ length: 7 }, (_, index) => ({ name: `f${index}`, path: '/a.py', line: 1, total_s: 1 }));
  assert.match(hoverText({ ...plain, callers: { ...callers, callers: many } }), /`f4`.*\n- and 2 more/);
  const root = { name: '<module>', total_s: 1, callers: [{ name: '', path: '', line: 0, total_s: 1 }] };
  assert.doesNotMatch(hoverText({ ...plain, callers: root }), /called by/);
  assert.doesNotMatch(hoverText({ ...plain, callers: undefined }), /called by/);
});

test('what tasks awaited stands beside the time, also where there is no time', () => {
  const awaiting = {
    await_s: 12.3,
    await_s_ci95: [12, 12.6],
    awaits: { sleep: 7.38, socket: 4.92 },
    tasks_mean: 40,
  } as const;
  const text =
    '**12.3 s** awaited (95 % between 12.0 s and 12.6 s), by 40 tasks on average while the event loop rested: sleeping 60.0 %, sockets 40.0 %.';
  assert.ok(hoverText({ ...plain, line: { ...line, ...awaiting } }).includes(text));
  assert.equal(
    hoverText({ ...plain, line: { ...line, ...awaiting, self_s: 0 } }),
    `${text}\n\nNumbers from 12:03, 3 edits ago.`,
  );
  const exact = { ...awaiting, await_s_ci95: [12.3, 12.3] as const, tasks_mean: 1 };
  assert.match(hoverText({ ...plain, line: { ...line, ...exact } }), /\*\* awaited, by 1\.0 task on average/);
  const only = { ...awaiting, awaits: { queue: 12.3 } };
  assert.match(hoverText({ ...plain, line: { ...line, ...only } }), /rested: queues\.\n/);
  assert.doesNotMatch(hoverText(plain), /await/);
});
