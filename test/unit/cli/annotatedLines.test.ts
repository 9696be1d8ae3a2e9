import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatAnnotatedLines } from '../../../src/cli/annotatedLines.ts';
import { noAwaitFigures } from '../../../src/queries/awaits.ts';
import { noCopyFigures, noMemoryFigures } from '../../../src/queries/memoryFigures.ts';
import type { HotLine } from '../../../src/queries/hotList.ts';

const source = [
  'import x',
  '',
  'def f(n):',
  '    total = 0',
  '    for i in range(n):',
  '\ttotal += work(i)  # \u001b[31mred',
  '    return total',
  '',
  'f(9)',
];

const nothing = {
  python_s: 0,
  library_s: 0,
  native_s: 0,
  kernel_s: 0,
  wait_s: 0,
  gil_wait_s: 0,
  waits: {},
  cpu_s: 0,
  self_s: 0,
  total_s: 0,
  effective_samples: 0,
  ...noMemoryFigures,
  ...noCopyFigures,
  ...noAwaitFigures,
};
const hot: HotLine[] = [
  { ...nothing, path: '/p/a.py', line: 6, python_s: 0.5, native_s: 1.25, share: 0.7, ci95: [0.66, 0.75], samples: 100 },
  { ...nothing, path: '/p/a.py', line: 5, python_s: 0.25, share: 0.1, ci95: [0.08, 0.12], samples: 10 },
  { ...nothing, path: '/p/gone.py', line: 120, wait_s: 0.5, share: 0.2, ci95: [0.2, 0.2], samples: 0 },
];

function format(width: number): string {
  return formatAnnotatedLines(hot, {
    style: { width, colour: false },
    contextLines: 1,
    sourceOf: (path) => (path === '/p/a.py' ? source : undefined),
    nativeOf: (path, line) =>
      line === 6 ? [{ path, line, library: '/usr/lib/libz.so.1.2.13', symbol: 'deflate', seconds: 1.2 }] : [],
    shortPath: (path) => path.slice(3),
  }).join('\n');
}

test('wide: a column for every kind of time that occurs, neighbours, native functions', () => {
  assert.equal(
    format(120),
    `a.py
  share      python native wait line   (times in seconds)
                                   4 │ total = 0
 10.0 % ±2.0   0.25      ·    ·    5 │ for i in range(n):
 70.0 % ±5.0   0.50   1.25    ·    6 │ total += work(i)  # [31mred
                                     │ ↳ deflate (libz) 1.20
                                   7 │ return total

gone.py
  share      python native wait line   (times in seconds)
 20.0 %           ·      · 0.50  120 │`,
  );
});

test('narrow: the kind that most of the time is of, and nothing is wider than asked', () => {
  const text = format(60);
  assert.match(text, /70\.0 % ±5\.0 native 1\.25 {4}6 │ total \+= work\(i\)/);
  for (const line of text.split('\n')) assert.ok(line.length <= 60, line);
});
