import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseEnvironmentFile } from '../../../src/extension/environmentFile.ts';

function check(
  text: string,
  expected: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): void {
  assert.deepEqual(parseEnvironmentFile(text, env), { values: expected, brokenLines: [] }, text);
}

test('lines NAME=value, with or without export and white space; the last of a name counts', () => {
  check('A=1\nexport B=2\n  C = 3 \nA=4', { A: '4', B: '2', C: '3' });
  check('\uFEFFA=1\r\nB=2\r\n', { A: '1', B: '2' });
  check('EMPTY=\nQUOTED=""\nNEXT=1', { EMPTY: '', QUOTED: '', NEXT: '1' });
  check('URL=postgres://u:p=x@h/db?a=b', { URL: 'postgres://u:p=x@h/db?a=b' });
});

test('comments and blank lines are skipped; a # inside a word is none', () => {
  check('# a comment\n\n   # another\nA=1 # why\nB=x#y\nC="#z" # why\nD=#nothing', {
    A: '1',
    B: 'x#y',
    C: '#z',
    D: '',
  });
});

test('single quotes are literal, double quotes know escapes, both may span lines', () => {
  check(String.raw`A='a\n${'$'}{B} "q"'`, { A: String.raw`a\n${'$'}{B} "q"` });
  check(String.raw`A="a\tb\n\"c\" \\ \d"`, { A: 'a\tb\n"c" \\ \\d' });
  check('KEY="-----BEGIN\nabc\n-----END"\nB=\'x\ny\'', { KEY: '-----BEGIN\nabc\n-----END', B: 'x\ny' });
  check(String.raw`A=C:\new`, { A: String.raw`C:\new` });
});

test('${NAME} takes an earlier entry, then the environment, then what stands after ":-"', () => {
  check(
    'HOST=h\nURL=http://${HOST}:${PORT}/${NONE}${NONE:-x}',
    { HOST: 'h', URL: 'http://h:80/x' },
    { PORT: '80', HOST: 'o' },
  );
  check('P="${PYTHONPATH}:src"\nQ=$HOME', { P: '/lib:src', Q: '$HOME' }, { PYTHONPATH: '/lib', HOME: '/h' });
  check('A=${E:-y}', { A: 'y' }, { E: '' });
});

test('a line that is not understood is named and left out, the others count', () => {
  assert.deepEqual(parseEnvironmentFile('A=1\nwhat is this\nB=2\n1X=3\nC="open\nD=4', {}), {
    values: { A: '1', B: '2', D: '4' },
    brokenLines: [2, 4, 5],
  });
});
