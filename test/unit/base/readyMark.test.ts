import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseReadyMark } from '../../../src/base/readyMark.ts';

test('a function, a method, and either of them in a file', () => {
  const known = {
    main: { function: 'main', file: '' },
    'App.run': { function: 'App.run', file: '' },
    'make.<locals>.view': { function: 'make.<locals>.view', file: '' },
    démarre: { function: 'démarre', file: '' },
    'app.py:main': { function: 'main', file: 'app.py' },
    './src/app.py:App.run': { function: 'App.run', file: 'src/app.py' },
    '/srv/c:d/app.py:main': { function: 'main', file: '/srv/c:d/app.py' },
    'bin/serve:main': { function: 'main', file: 'bin/serve' },
  };
  for (const [text, mark] of Object.entries(known)) assert.deepEqual(parseReadyMark(text), mark, text);
});

test('what names no function is told why', () => {
  const wrong = {
    '': /no name of a function/,
    '1st': /no name of a function/,
    'a b': /no name of a function/,
    'App.': /no name of a function/,
    'App..run': /no name of a function/,
    'app.py:': /no name of a function/,
    'main()': /the function's name alone: "main"/,
    ':main': /no file before/,
    'pack.app:main': /it takes "pack\/app\.py:main"/,
    '../app.py:main': /without "\.\."/,
    ['x'.repeat(256)]: /too long/,
    [`${'é'.repeat(600)}.py:main`]: /too long/,
    'a\0.py:main': /too long|no file/,
  };
  for (const [text, reason] of Object.entries(wrong)) {
    const found = parseReadyMark(text);
    assert.ok(typeof found === 'string' && reason.test(found), `${text}: ${JSON.stringify(found)}`);
  }
  assert.equal(typeof parseReadyMark('x'.repeat(255)), 'object');
});
