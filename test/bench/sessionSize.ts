/** Bytes of a session: each program for a short and a long while; the slope is the cost of a thread-minute, the rest is the name table. */

import { join } from 'node:path';

import { capture } from '../accuracy/capture.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';
import { measureSession } from './sessionBytes.ts';

const names = ['sympy', 'docutils', 'flask', 'threads'];

interface SizedRun {
  readonly bytes: number;
  /** Lifetimes of all threads together. */
  readonly threadMinutes: number;
}

async function measure(python: string, name: string, repeats: number): Promise<SizedRun> {
  const request = {
    python,
    script: join(name, 'main.py'),
    args: [String(repeats)],
    rate: 100,
    options: ['--cpu-only'],
  };
  return capture({ ...request, timeoutMs: 300_000 }, async ({ profile, sessions }) => ({
    bytes: (await measureSession(sessions)).whole,
    threadMinutes: profile.process.threads.reduce((total, { lifetime_s }) => total + lifetime_s, 0) / 60,
  }));
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const rows: string[][] = [];
  const readings: Record<string, unknown> = {};
  for (const name of options.only.length > 0 ? options.only : names) {
    const short = await measure(options.python, name, options.repeats);
    const long = await measure(options.python, name, options.repeats * 5);
    readings[name] = { short, long };
    const slope = (long.bytes - short.bytes) / (long.threadMinutes - short.threadMinutes);
    rows.push([
      name,
      (short.bytes / 1024).toFixed(0),
      short.threadMinutes.toFixed(2),
      (long.bytes / 1024).toFixed(0),
      long.threadMinutes.toFixed(2),
      (slope / 1024).toFixed(1),
    ]);
  }
  return {
    title: 'Size of a session',
    columns: ['program', 'short KiB', 'thread-min', 'long KiB', 'thread-min', 'KiB per further thread-minute'],
    rows,
    notes: ['100 Hz, --cpu-only; all files of the session; the long run does five times the work of the short one'],
    readings,
  };
}

export const sessionSize: Bench = { name: 'session-size', run };
