import assert from 'node:assert/strict';
import { test } from 'node:test';

import { basisWords } from '../../../src/queries/basisWords.ts';
import type { HotLineRow, SessionSummary } from '../../../src/protocol/heat.ts';
import { hotLinesMarkdown } from '../../../src/server/hotLinesMarkdown.ts';
import { showProfile } from '../../../src/server/shownProfile.ts';
import { madeUpProfile } from './madeUpWorld.ts';

const { summary: made } = showProfile({ folder: '/s', profile: madeUpProfile(), live: false });
const summary: SessionSummary = { ...made, pythonVersion: '3.12.1', startedAt: '2024-01-02T03:04:05.678Z' };
const command = { command: ['/usr/bin/python3', '/p/src/train.py', '--name', 'a b'], cwd: '/p' };
const split = { python: 0.3, library: 0, native: 0.11, kernel: 0, wait: 0.001 };
const row: HotLineRow = {
  path: '/p/src/train.py',
  line: 12,
  step: 6,
  share: 0.421,
  ci95: [0.41, 0.434],
  split,
  self_s: 4.21,
  source: 'total += 1',
};

function cellsOf(markdown: string, line: number): string[] {
  const [found = ''] = markdown.split('\n').filter((text) => text.includes(`:${line}\``));
  return found.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

test('the table says what ran, when, what 100 % is, and what each line costs', () => {
  const lines = hotLinesMarkdown({ summary, rows: [row], command, filter: [] }).split('\n');
  assert.deepEqual(lines, [
    "**Time profile** of `src/train.py --name 'a b'`, Python 3.12.1, 2024-01-02 03:04 UTC (Heatline)",
    '',
    '100 % is 10.0 s: elapsed time of the main thread plus CPU time of the others.',
    '',
    '| line | share | seconds | split | code |',
    '|:--|--:|--:|:--|:--|',
    '| `src/train.py:12` | 42.1 % ±1.3 | 4.21 s | py 30 %, native 11 % | `total += 1` |',
    '',
  ]);
});

test('no text can leave its cell', () => {
  const markdownOf = (source: string): string[] =>
    cellsOf(hotLinesMarkdown({ summary, rows: [{ ...row, source }], command, filter: [] }), 12);
  assert.equal(markdownOf('a | b')[5], String.raw`${'`'}a \| b${'`'}`);
  assert.equal(markdownOf('x = `y`')[5], '`` x = `y` ``');
  assert.equal(markdownOf('x = ``y')[5], '```x = ``y```');
  assert.equal(markdownOf('a\r\nb\u2028c')[5], '`a b c`');
  assert.equal(markdownOf('')[5], '');
  for (const source of ['a | b', '|', '`|`', '||']) assert.equal(markdownOf(source).length, 7, source);
  const long = markdownOf('x'.repeat(500))[5] ?? '';
  assert.ok(long.length <= 82 && long.endsWith('…`'));
});

test('what is shown only in part says so', () => {
  const filter = { basis: 'cpu', scope: 'captured', thread: { pid: 1, tid: 2 } } as const;
  const narrowed = { ...summary, filter, basisWords: basisWords(filter) };
  const markdown = hotLinesMarkdown({ summary: narrowed, rows: [], command, filter: ['CPU time', 'thread loader'] });
  assert.match(markdown, /100 % is 10\.0 s: CPU time of this thread\. Shown: CPU time, thread loader\./);
  assert.match(markdown, /No line took a noticeable share\./);
});
