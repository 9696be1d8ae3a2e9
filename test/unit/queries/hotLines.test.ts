import { test } from 'node:test';

import { fileScope } from '../../../src/queries/scope.ts';
import { checkHotLines } from './checkHotLines.ts';

test('time is charged to the innermost frame in scope, and the leaf decides its kind', () => {
  checkHotLines({
    drawing: `
      seconds  1               2               3               4                  5                 6
      class    eval            runtime         eval            native             native            kernel
               /p/a.py:1 main  /p/a.py:1 main  /p/a.py:1 main  /p/a.py:1 main     /p/a.py:1 main    /p/a.py:1 main
                               /p/b.py:7 f     /p/b.py:7 f     /p/b.py:7 f        /p/b.py:8 f       /p/b.py:8 f
                                               /lib/re.py:9 g  /lib/re.py:9 g
                                                               libc.so.6!memchr   libz.so!inflate   libc.so.6!read
    `,
    expected: `
      elapsed 21.00 s, rest 0.0%
      /p/b.py
      7 2.00 3.00 4.00 0.00 0.00 9.00 9.00 42.9%
      8 0.00 0.00 5.00 6.00 0.00 11.00 11.00 52.4%
      /p/a.py
      1 1.00 0.00 0.00 0.00 0.00 1.00 21.00 4.8%
    `,
  });
});

test('a callback in scope takes its time back from the library that calls it', () => {
  checkHotLines({
    drawing: `
      seconds  1               3
               /p/a.py:1 main  /p/a.py:1 main
               /lib/x.py:2 go  /lib/x.py:2 go
                               libc.so.6!qsort
                               /p/a.py:9 key
    `,
    expected: `
      elapsed 4.00 s, rest 0.0%
      /p/a.py
      1 0.00 1.00 0.00 0.00 0.00 1.00 4.00 25.0%
      9 3.00 0.00 0.00 0.00 0.00 3.00 3.00 75.0%
    `,
  });
});

test('total counts a stack once under recursion', () => {
  checkHotLines({
    drawing: `
      seconds  1              2              4
               /p/a.py:1 m    /p/a.py:1 m    /p/a.py:1 m
               /p/a.py:5 fib  /p/a.py:5 fib  /p/a.py:6 fib
               /p/a.py:5 fib  /p/a.py:6 fib  /p/a.py:5 fib
                              /p/a.py:5 fib
    `,
    expected: `
      elapsed 7.00 s, rest 0.0%
      /p/a.py
      1 0.00 0.00 0.00 0.00 0.00 0.00 7.00 0.0%
      5 7.00 0.00 0.00 0.00 0.00 7.00 7.00 100.0%
      6 0.00 0.00 0.00 0.00 0.00 0.00 6.00 0.0%
    `,
  });
});

const workers = `
  seconds  1               2               30              4
  class    eval            sleep           lock            eval
  thread   main            main            worker          worker
           /p/a.py:1 main  /p/a.py:2 main  /p/a.py:3 idle  /p/a.py:4 busy
`;

test("elapsed: waiting of the main thread and everybody's CPU", () => {
  checkHotLines({
    drawing: workers,
    expected: `
      elapsed 7.00 s, rest 0.0%
      /p/a.py
      1 1.00 0.00 0.00 0.00 0.00 1.00 1.00 14.3%
      2 0.00 0.00 0.00 0.00 2.00 2.00 2.00 28.6%
      3 0.00 0.00 0.00 0.00 30.00 30.00 30.00 0.0%
      4 4.00 0.00 0.00 0.00 0.00 4.00 4.00 57.1%
    `,
  });
});

test('cpu: no waiting counts', () => {
  checkHotLines({
    drawing: workers,
    question: { basis: 'cpu' },
    expected: `
      cpu 5.00 s, rest 0.0%
      /p/a.py
      1 1.00 0.00 0.00 0.00 0.00 1.00 1.00 20.0%
      2 0.00 0.00 0.00 0.00 2.00 2.00 2.00 0.0%
      3 0.00 0.00 0.00 0.00 30.00 30.00 30.00 0.0%
      4 4.00 0.00 0.00 0.00 0.00 4.00 4.00 80.0%
    `,
  });
});

test('wait: only waiting counts, of every thread', () => {
  checkHotLines({
    drawing: workers,
    question: { basis: 'wait' },
    expected: `
      wait 32.00 s, rest 0.0%
      /p/a.py
      1 1.00 0.00 0.00 0.00 0.00 1.00 1.00 0.0%
      2 0.00 0.00 0.00 0.00 2.00 2.00 2.00 6.3%
      3 0.00 0.00 0.00 0.00 30.00 30.00 30.00 93.8%
      4 4.00 0.00 0.00 0.00 0.00 4.00 4.00 0.0%
    `,
  });
});

test('one thread on its own is followed through its whole life', () => {
  checkHotLines({
    drawing: workers,
    question: { thread: { pid: 100, tid: 101 } },
    expected: `
      elapsed 34.00 s, rest 0.0%
      /p/a.py
      3 0.00 0.00 0.00 0.00 30.00 30.00 30.00 88.2%
      4 4.00 0.00 0.00 0.00 0.00 4.00 4.00 11.8%
    `,
  });
});

test('a file outside the scope is painted with itself as scope', () => {
  checkHotLines({
    drawing: `
      seconds  1               3
               /p/a.py:1 main  /p/a.py:1 main
               /lib/x.py:2 go  /lib/x.py:2 go
                               /p/a.py:9 key
    `,
    question: { scope: fileScope('/lib/x.py') },
    expected: `
      elapsed 4.00 s, rest 0.0%
      /lib/x.py
      2 1.00 3.00 0.00 0.00 0.00 4.00 4.00 100.0%
    `,
  });
});

test("frames outside the scope are nobody's: they are the rest", () => {
  checkHotLines({
    drawing: `
      seconds  1               3
               /p/a.py:1 main  …
                               /lib/x.py:2 go
    `,
    expected: `
      elapsed 4.00 s, rest 75.0%
      /p/a.py
      1 1.00 0.00 0.00 0.00 0.00 1.00 1.00 25.0%
    `,
  });
});
