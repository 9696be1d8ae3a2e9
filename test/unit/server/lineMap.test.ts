import assert from 'node:assert/strict';
import { test } from 'node:test';

import { likeness } from '../../../src/server/editedLines.ts';
import { mapLines } from '../../../src/server/lineMap.ts';

const program = [
  'import math',
  '',
  'def area(radius):',
  '    square = radius * radius',
  '    return math.pi * square',
  '',
  'def volume(radius, height):',
  '    base = area(radius)',
  '    return base * height',
  '',
  'print(volume(2, 3))',
];

/** Where each profiled line is now: a number, `~` before an edited one, `-` for none. */
function draw(after: readonly string[]): string {
  const map = mapLines(program, after);
  const places = program.map((_, index) => {
    const at = map.toDocument(index + 1);
    if (at === undefined) return '-';
    assert.deepEqual(map.toProfiled(at.line), { line: index + 1, edited: at.edited });
    return `${at.edited ? '~' : ''}${at.line}`;
  });
  return `${map.state} ${map.edits}: ${places.join(' ')}`;
}

test('an unchanged text is current', () => {
  assert.equal(draw(program), 'current 0: 1 2 3 4 5 6 7 8 9 10 11');
});

test('lines keep their numbers wherever an edit moves them', () => {
  assert.equal(draw(['# new', ...program]), 'edited 1: 2 3 4 5 6 7 8 9 10 11 12');
  assert.equal(draw(program.toSpliced(3, 1)), 'edited 1: 1 2 3 - 4 5 6 7 8 9 10');
});

test('the line that is typed in is edited, the others are not', () => {
  assert.equal(draw(program.with(3, '    square = radius ** 2')), 'edited 1: 1 2 3 ~4 5 6 7 8 9 10 11');
  const typed = program.toSpliced(3, 1, '    # squared', '    square = radius ** 2');
  assert.equal(draw(typed), 'edited 1: 1 2 3 ~5 6 7 8 9 10 11 12');
});

test('another line in the place of one is its edited form, too', () => {
  assert.equal(draw(program.with(7, '    assert height > 0')), 'edited 1: 1 2 3 4 5 6 7 ~8 9 10 11');
});

test('a function that was cut and pasted keeps its numbers', () => {
  const moved = [...program.slice(0, 2), ...program.slice(6, 10), ...program.slice(2, 6), ...program.slice(10)];
  // The blank lines are all alike, and that between the functions is gone.
  assert.equal(draw(moved), 'edited 2: 1 2 7 8 9 - 3 4 5 10 11');
});

test('an edit beside a moved function is still seen as one', () => {
  const moved = [...program.slice(0, 2), ...program.slice(6, 10), ...program.slice(2, 6), 'print(volume(20, 30))'];
  assert.match(draw(moved), /: 1 2 7 8 9 10 3 4 5 6 ~11$/);
});

test('one equal line elsewhere is no move', () => {
  const retyped = ['def other():', '    return base * height', '', ...program.toSpliced(8, 1)];
  assert.equal(mapLines(program, retyped).toDocument(9), undefined);
});

test('a text that was replaced by another keeps nothing', () => {
  const map = mapLines(program, ['one', 'two']);
  assert.equal(map.edits, 1);
  assert.ok(program.every((_, index) => map.toDocument(index + 1)?.edited !== false));
});

test('likeness is what both ends have in common, without indentation', () => {
  assert.equal(likeness('    x = 1', 'x = 1'), 1);
  assert.equal(likeness('abcd', 'abXd'), 0.75);
  assert.equal(likeness('abc', ''), 0);
  assert.equal(likeness('result = f(x)', 'f(x)').toFixed(2), '0.47');
  assert.equal(likeness('aaaaaa', 'aa'), 0.5);
});
