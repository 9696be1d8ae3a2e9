import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { array, assert as assertProperty, property, string } from 'fast-check';

import { quoteShellWord, splitShellWords } from '../../../src/extension/shellWords.ts';

function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(splitShellWords(text), { kind: 'words', words: expected }, text);
}

test('words are separated by white space', () => {
  check('', []);
  check('   ', []);
  check('--fast  data.csv\t-n 3\n', ['--fast', 'data.csv', '-n', '3']);
});

test('quotes keep white space, and may be empty or stand in a word', () => {
  check(`'a b' "c d"`, ['a b', 'c d']);
  check(`--name="Ada Lovelace"`, ['--name=Ada Lovelace']);
  check(`'' ""`, ['', '']);
  check(`a''b"c"`, ['abc']);
});

test('a backslash takes the meaning away: of anything outside quotes, of some in double quotes, of nothing in single ones', () => {
  check(String.raw`a\ b \'c\' \\`, ['a b', "'c'", '\\']);
  check(String.raw`"\"a\" \\ \n \$x"`, [String.raw`"a" \ \n $x`]);
  check(String.raw`'\n'`, [String.raw`\n`]);
  check('a\\\nb', ['ab']);
});

test('nothing is expanded', () => {
  check('$HOME ~ *.py #no comment `ls` a;b|c&d>e', ['$HOME', '~', '*.py', '#no', 'comment', '`ls`', 'a;b|c&d>e']);
});

test('what is not closed is told', () => {
  for (const [text, message] of [
    [`it's`, /quote ' is not closed/],
    [`say "hello`, /quote " is not closed/],
    [String.raw`say "hello\"`, /quote " is not closed/],
    ['end\\', /backslash at the end/],
  ] as const) {
    const result = splitShellWords(text);
    assert.ok(result.kind === 'broken', text);
    assert.match(result.message, message);
  }
});

test('words that were quoted come back, also from a real shell', () => {
  const words = array(
    string({ unit: 'grapheme' }).filter((word) => !/[\0\r\n]/.test(word)),
    { maxLength: 6 },
  );
  assertProperty(
    property(words, (list) => {
      check(list.map(quoteShellWord).join(' '), list);
    }),
  );
  const list = ["it's", 'a b', '', '$x', String.raw`\n`, '"', 'plain-1.0', '*'];
  const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${list.map(quoteShellWord).join(' ')}`], {
    encoding: 'utf8',
  });
  assert.deepEqual(printed.split('\n').slice(0, -1), list);
});
