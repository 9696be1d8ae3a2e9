import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { callers } from '../../../src/queries/callers.ts';
import { functions } from '../../../src/queries/functions.ts';
import type { Question } from '../../../src/queries/question.ts';
import { defaultScope } from '../../../src/queries/scope.ts';

const profile = profileFromDrawing(`
  seconds  1               2               4               8                16              32
  class    eval            native          eval            sleep            eval            eval
  thread   main            main            main            main             worker          main
           /p/a.py:20 main /p/a.py:20 main /p/a.py:21 main /p/a.py:21 main  /p/a.py:9 run   /p/a.py:5 f@4
           /p/a.py:5 f@4   /p/a.py:6 f@4   /p/a.py:5 f@4   /lib/re.py:7 sub /p/a.py:5 f@4
                           libz.so!deflate /p/a.py:6 f@4   /p/a.py:5 f@4
                                           /p/a.py:5 f@4
`);
const question: Question = { scope: defaultScope(profile), basis: 'elapsed' };

function draw(asked: Profile, line: number, about: Question = question): string[] {
  const found = callers(asked, about, '/p/a.py', line);
  return (found?.callers ?? []).map(({ name, path, line: at, total_s }) => `${name} ${path}:${at} ${total_s}`);
}

test('the callers of the function around a line, largest first, each with the line it calls from', () => {
  assert.deepEqual(draw(profile, 6), [
    ' :0 32',
    'run /p/a.py:9 16',
    'sub /lib/re.py:7 8',
    'main /p/a.py:21 4',
    'main /p/a.py:20 3',
  ]);
});

test('what the callers have is what the function has in all, also where it calls itself', () => {
  const f = functions(profile, question).find(({ name }) => name === 'f');
  const found = callers(profile, question, '/p/a.py', 5);
  assert.equal(found?.name, 'f');
  assert.equal(found.total_s, f?.total_s);
  assert.equal(
    found.callers.reduce((sum, { total_s }) => sum + total_s, 0),
    f?.total_s,
  );
});

test('a question about one thread has the callers of that thread', () => {
  const worker = profile.threads.find(({ name }) => name === 'worker');
  assert.ok(worker);
  const { pid, tid } = worker;
  assert.deepEqual(draw(profile, 5, { ...question, thread: { pid, tid } }), ['run /p/a.py:9 16']);
});

test('a line on no stack has no callers', () => {
  assert.equal(callers(profile, question, '/p/a.py', 99), undefined);
  assert.equal(callers(profile, question, '/p/none.py', 5), undefined);
});

test('a module is called by the line that imports it, and a generator expression belongs to its function', () => {
  const imported = profileFromDrawing(`
    seconds  1                                  2
             /p/m.py:3 <module>                 /p/m.py:4 main@2
             <frozen importlib._bootstrap>:7 _l /p/a.py:8 order@7
             /p/a.py:1 <module>                 /p/a.py:8 <genexpr>@8
  `);
  assert.deepEqual(draw(imported, 1), ['<module> /p/m.py:3 1']);
  assert.deepEqual(draw(imported, 8), ['main /p/m.py:4 2']);
});
