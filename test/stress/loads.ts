/** What puts the core under stress; each throws when the program crashed, stood still, or was not what it is without us. */
import assert from 'node:assert/strict';
import { join } from 'node:path';

import { capture, onlyStream, runProgram } from '../native/capture.ts';
import { counter } from '../native/streamFacts.ts';
import { difference, growthOf, type Growth, type Reading } from './growth.ts';

const programs = join(import.meta.dirname, 'programs');
/** Above what the programs' own watchdogs give themselves, which say where everybody stands. */
const graceMs = 180_000;

/** Starts of a program that goes on until it is stopped, or ends by itself; every way to end in turn. */
export async function startAndStop(python: string, times: number): Promise<string> {
  const endings = ['exit', 'SIGTERM', 'SIGKILL', '_exit', 'SIGINT', 'exit'] as const;
  const code = {
    exit: 'import threading; threading.Thread(target=lambda: sum(range(20000))).start(); raise SystemExit(5)',
    _exit: 'import os; os._exit(6)',
    forever: 'import time\nwhile True:\n  sorted(range(500))\n  time.sleep(0.0005)',
  };
  const signals = { SIGTERM: 15, SIGKILL: 9, SIGINT: 2 };
  let streams = 0;
  for (let turn = 0; turn < times; turn++) {
    const ending = endings[turn % endings.length] ?? 'exit';
    if (ending === 'exit' || ending === '_exit') {
      const ended = await capture([python, '-S', '-c', code[ending]], { timeoutMs: graceMs });
      assert.equal(ended.status, ending === 'exit' ? 5 : 6, `start ${turn}: ${ended.signal} ${ended.stderr}`);
      assert.deepEqual(ended.problems, [], `start ${turn}`);
      streams += ended.streams.length;
      continue;
    }
    // At any moment, also while the interpreter comes up: the program stops itself, so that no time has to be guessed.
    const seconds = ((turn * 7919) % 60) / 1000;
    const stopper = `import os, threading; threading.Timer(${seconds}, os.kill, (os.getpid(), ${signals[ending]})).start()\n`;
    const ended = await capture([python, '-S', '-c', stopper + code.forever], { timeoutMs: graceMs });
    const expected = ending === 'SIGINT' ? ['SIGINT', 1, 130] : [ending];
    const how = ended.signal ?? ended.status;
    assert.ok(expected.includes(how ?? ''), `start ${turn}, ${ending}: ${how} ${ended.stderr}`);
    assert.deepEqual(ended.problems, [], `start ${turn}`);
    streams += ended.streams.length;
  }
  assert.equal(streams, times, 'every program has a stream');
  return `${times} starts and stops (exit, os._exit, TERM, KILL, INT), ${streams} streams, all whole`;
}

export async function forkOften(python: string, times: number): Promise<string> {
  const ended = await capture([python, '-W', 'ignore', join(programs, 'forking.py'), String(times)], {
    timeoutMs: graceMs,
  });
  assert.equal(ended.status, 0, `${ended.signal} ${ended.stderr}`);
  assert.equal(ended.stdout.trim(), '[]', 'every child ends with its own status');
  assert.deepEqual(ended.problems, []);
  const forked = ended.streams.filter(({ header }) => header.origin === 'fork').length;
  assert.ok(
    forked + ended.counters.refused >= times,
    `${forked} streams of children, ${ended.counters.refused} refused`,
  );
  return `${times} forks beside two working threads, ${forked} streams of children, ${ended.counters.refused} beyond the most`;
}

export async function runThreads(python: string, count: number, seconds: number): Promise<string> {
  const command = [python, join(programs, 'threads.py'), String(count), String(seconds)];
  const stream = await capture(command, { timeoutMs: graceMs, variant: 'memory' });
  const only = onlyStream(stream);
  const [fewest = 0, all = 0] = stream.stdout.trim().split(' ').map(Number);
  assert.ok(fewest > 0, 'every thread got on');
  // With the main one; faulthandler's watchdog may be another.
  assert.ok(counter(only, 'threads') > count, `${counter(only, 'threads')} threads`);
  const signals = counter(only, 'signals');
  const bad = counter(only, 'torn') + counter(only, 'unreadable') + counter(only, 'truncated');
  assert.ok(bad <= 0.005 * signals, `${bad} of ${signals} walks are not whole`);
  return `${count} threads at 1 kHz for ${seconds} s: ${all} rounds, ${signals} walks, ${bad} not whole, ${counter(only, 'droppedBackoff')} left out`;
}

export interface Soak {
  readonly rounds: number;
  readonly plainRounds: number;
  /** MiB an hour. */
  readonly resident: Growth;
  readonly plainResident: Growth;
  readonly extra: Growth;
  readonly extraAnonymous: Growth;
  /** MiB at the end, above the plain run. */
  readonly above: number;
}

/** The same program with and without us, beside each other, so that both have the same machine. `once`: it imports each module once. */
export async function soak(python: string, seconds: number, once = false): Promise<Soak> {
  const command = [python, '-W', 'ignore', join(programs, 'soak.py'), String(seconds), ...(once ? ['once'] : [])];
  const timeoutMs = seconds * 1000 + graceMs;
  const [ours, plain] = await Promise.all([
    capture(command, { variant: 'memory', rateHz: 100, timeoutMs }),
    runProgram(command, { timeoutMs, env: process.env }),
  ]);
  assert.equal(ours.status, 0, `with us: ${ours.signal} ${ours.stderr}`);
  assert.equal(plain.status, 0, `without us: ${plain.signal} ${plain.stderr}`);
  assert.equal(ours.stderr, plain.stderr);
  assert.deepEqual(ours.problems, []);
  const [resident, anonymous] = readingsOf(ours.stdout);
  const [plainResident, plainAnonymous] = readingsOf(plain.stdout);
  const growth = growthOf(resident);
  const plainGrowth = growthOf(plainResident);
  return {
    rounds: resident.length,
    plainRounds: plainResident.length,
    resident: growth,
    plainResident: plainGrowth,
    extra: difference(growth, plainGrowth),
    extraAnonymous: difference(growthOf(anonymous), growthOf(plainAnonymous)),
    above: (resident.at(-1)?.value ?? NaN) - (plainResident.at(-1)?.value ?? NaN),
  };
}

/** Resident and anonymous MiB after each round. */
function readingsOf(stdout: string): readonly [Reading[], Reading[]] {
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const column = (index: number): Reading[] =>
    rows.map((row) => ({ seconds: row[0] ?? NaN, value: (row[index] ?? NaN) / 1024 }));
  return [column(1), column(2)];
}
