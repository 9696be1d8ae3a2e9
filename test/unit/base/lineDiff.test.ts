import assert from 'node:assert/strict';
import { test } from 'node:test';

import { array, assert as assertProperty, constantFrom, pre, property } from 'fast-check';

import { countEdits, matchLines } from '../../../src/base/lineDiff.ts';

/** Lines are letters. Gives the letters that hold their place, and the number of edits. */
function check(before: string, after: string, kept: string, edits: number): void {
  const from = before.split('');
  const matches = matchLines(from, after.split(''));
  assert.equal(from.filter((_, index) => (matches[index] ?? -1) >= 0).join(''), kept);
  assert.equal(countEdits(matches, after.length), edits);
}

test('one edit anywhere leaves all other lines in place', () => {
  check('abcdef', 'abcdef', 'abcdef', 0);
  check('abcdef', 'xabcdef', 'abcdef', 1);
  check('abcdef', 'abcdefx', 'abcdef', 1);
  check('abcdef', 'abxyef', 'abef', 1);
  check('abcdef', 'abef', 'abef', 1);
  check('', 'ab', '', 1);
  check('ab', '', '', 1);
});

test('lines between edits are found, edits are counted by runs', () => {
  check('abcdefgh', 'xbcydefzh', 'bcdefh', 3);
  check('abcdefgh', 'bcdxxfgh', 'bcdfgh', 2);
});

test('what is unique holds, what is common does not pull lines apart', () => {
  // The blank lines could be matched crosswise.
  check('a..b..c', 'c..a..b', 'a..b', 2);
  // No line is unique: Myers' algorithm alone.
  check('xyxyxyxy', 'yxyxyx', 'yxyxyx', 2);
  check('......', '........', '......', 1);
});

test('matched lines are equal and in order, and as many as a plain longest common subsequence has without unique lines', () => {
  const text = array(constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
  assertProperty(
    property(text, text, (before, after) => {
      const matches = matchLines(before, after);
      let last = -1;
      for (const [index, at] of matches.entries()) {
        if (at < 0) continue;
        assert.ok(at > last);
        assert.equal(after[at], before[index]);
        last = at;
      }
      const isOnce = (lines: readonly string[], line: string): boolean =>
        lines.indexOf(line) === lines.lastIndexOf(line);
      pre(before[0] !== after[0] && before.at(-1) !== after.at(-1));
      pre(!before.some((line) => after.includes(line) && isOnce(before, line) && isOnce(after, line)));
      assert.equal(matches.filter((at) => at >= 0).length, longestCommon(before, after));
    }),
  );
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

test('long texts are compared in time: one edit, edits at both ends, everything new', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `    value_${index % 7000} = compute(${index % 7000})`);
  const same = Array.from({ length: 10_000 }, (_, index) => (index % 3 === 0 ? '' : '    x += 1'));
  const texts = [
    [lines, lines.with(5000, 'changed')],
    [lines, ['new', ...lines, 'new']],
    [lines, lines.map((line) => `${line}  `)],
    [same, ['new', ...same.toSpliced(5000, 2), 'new']],
    [same, same.map((line, index) => (index % 2 === 0 ? `${line} # ${index % 5}` : line))],
  ] as const;
  for (const [before, after] of texts) {
    const started = performance.now();
    matchLines(before, after);
    const tookMs = performance.now() - started;
    assert.ok(tookMs < 500, `${tookMs.toFixed(0)} ms`);
  }
});
