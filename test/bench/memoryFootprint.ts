/** What the full measurement itself takes: resident memory of the target, and bytes of the session over time. */

import { join } from 'node:path';

import { capture, programs } from '../accuracy/capture.ts';
import { formatRange, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { measureSession } from './sessionBytes.ts';
import { bootstrap, createRandom, median } from './stats.ts';
import { runTimed } from './timedRun.ts';

const LONG_MINUTES = 1.1;
const names = ['sympy', 'docutils', 'json', 'dicts', 'threads'];
// The program's own peak, from the parent of the same interpreter: what it prints is left alone.
const peakOf = [
  'import resource, subprocess, sys',
  'subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)',
  'print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)',
].join('\n');

async function plainPeakKib(python: string, target: readonly string[]): Promise<number> {
  const { stdout } = await runTimed(python, ['-c', peakOf, python, ...target], process.env);
  return Number(/peak (\d+)/.exec(stdout)?.[1]);
}

interface Reading {
  readonly peakKib: number;
  readonly sessionKib: number;
  /** Without the names. */
  readonly aboveNamesKib: number;
  readonly minutes: number;
}

async function measure(python: string, name: string, repeats: number): Promise<Reading> {
  const request = { python, script: join(name, 'main.py'), args: [String(repeats)], rate: 100, timeoutMs: 300_000 };
  return capture(request, async ({ profile, sessions }) => {
    const { whole, names } = await measureSession(sessions);
    return {
      peakKib: (profile.process.peak_rss_bytes ?? NaN) / 1024,
      sessionKib: whole / 1024,
      aboveNamesKib: (whole - names) / 1024,
      minutes: profile.process.wall_s / 60,
    };
  });
}

/** Most stacks are new at the start, so what comes later grows more slowly: the rest of the minute, or what is beyond it, at the rate between the two. */
function firstMinuteKib(short: Reading, long: Reading): number {
  const rate = (long.aboveNamesKib - short.aboveNamesKib) / (long.minutes - short.minutes);
  return long.aboveNamesKib + rate * (1 - long.minutes);
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const random = createRandom(options.seed);
  const rows: string[][] = [];
  const readings: Record<string, unknown> = {};
  for (const name of options.only.length > 0 ? options.only : names) {
    const extra: number[] = [];
    const target = (repeats: number): string[] => [join(programs, name, 'main.py'), String(repeats)];
    for (let round = 0; round < Math.min(options.rounds, 5); round++) {
      const plain = await plainPeakKib(options.python, target(options.repeats));
      extra.push((await measure(options.python, name, options.repeats)).peakKib - plain);
    }
    const short = await measure(options.python, name, options.repeats);
    const long = await measure(options.python, name, Math.ceil((LONG_MINUTES / short.minutes) * options.repeats));
    readings[name] = { extra, short, long };
    rows.push([
      name,
      formatRange(bootstrap(extra, median, random), 0),
      short.sessionKib.toFixed(0),
      long.sessionKib.toFixed(0),
      firstMinuteKib(short, long).toFixed(0),
    ]);
  }
  return {
    title: 'Memory and session of the full measurement',
    columns: [
      'program',
      'extra peak RSS KiB [95 %]',
      'short session KiB',
      'long session KiB',
      'above names in the first minute, KiB',
    ],
    rows,
    notes: ['100 Hz, memory and copies measured; the long run takes about a minute'],
    readings,
  };
}

export const memoryFootprint: Bench = { name: 'memory-footprint', run };
