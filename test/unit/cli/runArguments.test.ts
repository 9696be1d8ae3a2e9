import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseRunArguments } from '../../../src/cli/runArguments.ts';
import { UserError } from '../../../src/base/userError.ts';

function check(line: string): string {
  const request = parseRunArguments(line.split(' '));
  if (request.kind === 'help') return 'help';
  const { program, pythonOptions, options } = request;
  const what = program.kind === 'script' ? program.path : program.kind === 'module' ? program.name : program.text;
  const set = Object.entries(options).filter(
    ([, value]) => value !== undefined && value !== false && String(value) !== '',
  );
  return [
    `${program.kind} ${what}`,
    pythonOptions.join(' '),
    request.arguments.join(' '),
    set.map((pair) => pair.join('=')).join(' '),
  ].join(' | ');
}

test('everything from the program on belongs to it', () => {
  assert.equal(
    check('a.py --rate 5 --quiet -m x -- --help'),
    'script a.py |  | --rate 5 --quiet -m x -- --help | rateHz=100',
  );
  assert.equal(check('-m pack -c --json f'), 'module pack |  | -c --json f | rateHz=100');
  assert.equal(check('-c code --help'), 'code code |  | --help | rateHz=100');
  assert.equal(check('-mpack x'), 'module pack |  | x | rateHz=100');
  assert.equal(check('-- -odd.py x'), 'script -odd.py |  | x | rateHz=100');
  assert.equal(check('-'), 'script - |  |  | rateHz=100');
});

test('our options, and those of Python, stand before it', () => {
  assert.equal(
    check('--rate 1000 --cpu-only --scope /a:/b --scope all --json=- --output o -I -X dev -Wignore a.py'),
    'script a.py | -I -X dev -Wignore |  | rateHz=1000 cpuOnly=true scope=/a,/b,all output=o json=-',
  );
  assert.equal(check('--quiet --help a.py'), 'help');
});

test('what of memory is measured', () => {
  assert.equal(check('--no-memory a.py'), 'script a.py |  |  | rateHz=100 noMemory=true');
  assert.equal(
    check('--no-copies --memory-interval 65536 a.py'),
    'script a.py |  |  | rateHz=100 noCopies=true memoryIntervalBytes=65536',
  );
  // Nothing is left that needs the hooks.
  assert.match(check('--no-memory --no-copies a.py'), /cpuOnly=true/);
});

test('what is not understood is refused with a sentence', () => {
  for (const line of [
    '--rate 0 a.py',
    '--rate 1001 a.py',
    '--rate x a.py',
    '--rate',
    '--memory-interval 0 a.py',
    '--memory-interval 1.5 a.py',
    '--unknown a.py',
    '-Z a.py',
    '-m',
    '--quiet',
    '-X',
  ]) {
    assert.throws(
      () => parseRunArguments(line.split(' ')),
      (error) => error instanceof UserError && error.parts.code === 'USAGE',
      line,
    );
  }
});

test('the function with which initialisation ends', () => {
  assert.equal(check('--ready-at app.py:serve a.py'), 'script a.py |  |  | rateHz=100 readyAt=app.py:serve');
  assert.equal(check('--ready-at=App.serve a.py'), 'script a.py |  |  | rateHz=100 readyAt=App.serve');
  const told = (line: string): string => {
    try {
      return check(line);
    } catch (error) {
      return error instanceof UserError ? error.message : String(error);
    }
  };
  assert.match(told('--ready-at app:serve a.py'), /not "app:serve": .*it takes "app\.py:serve".*\[USAGE\]$/);
  assert.match(told('--ready-at serve() a.py'), /the function's name alone: "serve"/);
  assert.match(told('--ready-at serve --no-imports a.py'), /--no-imports records none/);
});

test('a part of the run', () => {
  const partOf = (line: string): unknown => {
    const request = parseRunArguments(line.split(' '));
    return request.kind === 'run' ? request.options.window : undefined;
  };
  assert.equal(partOf('a.py'), undefined);
  assert.deepEqual(partOf('--delay 1.5 a.py'), { delaySeconds: 1.5, durationSeconds: null, untilSignal: null });
  assert.deepEqual(partOf('--duration=2 --until-signal USR1 a.py'), {
    delaySeconds: 0,
    durationSeconds: 2,
    untilSignal: 'SIGUSR1',
  });
  assert.throws(() => partOf('--delay -1 a.py'), /--delay takes seconds, above 0 .*\[USAGE\]$/);
  assert.throws(() => partOf('--duration= a.py'), /--duration takes seconds/);
  assert.throws(() => partOf('--until-signal TERM a.py'), /takes SIGUSR1, SIGUSR2, SIGHUP, not "TERM"/);
});
