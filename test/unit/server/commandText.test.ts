import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commandText, shortPath } from '../../../src/server/commandText.ts';

test('what ran, as it would be typed in its folder', () => {
  const text = (...words: string[]): string => commandText({ command: ['/usr/bin/python3', ...words], cwd: '/p' });
  assert.equal(text('/p/src/train.py', '--fast'), 'src/train.py --fast');
  assert.equal(text('-m', 'pytest', '-k', 'a or b'), "-m pytest -k 'a or b'");
  assert.equal(text('-c', "print('x')"), String.raw`-c 'print('\''x'\'')'`);
  assert.equal(text('/other/a.py', '/other/data'), 'a.py /other/data');
  assert.equal(text(), 'python');
});

test('is one short line, whatever a session says', () => {
  const text = commandText({ command: ['python', `a\u001b[2J\n\u202e${'x'.repeat(1000)}`], cwd: '/' });
  assert.equal(text.length, 200);
  assert.doesNotMatch(text, /[\p{Cc}\u202e]/u);
});

test('paths are short', () => {
  assert.equal(shortPath('/home/me/a.py', '/p', '/home/me'), '~/a.py');
  assert.equal(shortPath('/p', '/p', '/home/me'), '/p');
  assert.equal(shortPath('/a.py', '/', '/'), '/a.py');
});
