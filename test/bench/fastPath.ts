/** What hooks cost: ns added to a pair of malloc and free of 64 bytes, and to memcpy of 16, in interleaved rounds. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { compareArms, runRound, type Round } from './arms.ts';
import { formatRange, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { createRandom } from './stats.ts';
import { readPrinted, type TimedRun } from './timedRun.ts';

const execFileAsync = promisify(execFile);

function readAll(rounds: readonly Round<TimedRun>[], word: string): readonly Round<number>[] {
  return rounds.map(({ plain, plainAgain, heatline }) => ({
    plain: readPrinted(plain.stdout, word),
    plainAgain: readPrinted(plainAgain.stdout, word),
    heatline: readPrinted(heatline.stdout, word),
  }));
}

// So far apart that hardly any call is sampled; and as the core chooses, where what samples cost is spread over all calls.
const settings = [
  { name: 'not sampled', args: ['--memory-interval', String(2 ** 30)] },
  { name: 'with samples', args: [] },
] as const;

async function measure(
  options: BenchOptions,
  library: string,
  args: readonly string[],
): Promise<readonly Round<TimedRun>[]> {
  const random = createRandom(options.seed);
  const target = [join(import.meta.dirname, 'fastPath.py'), library];
  const rounds: Round<TimedRun>[] = [];
  for (let round = 0; round < options.rounds; round++) {
    rounds.push(await runRound(options.python, target, args, random));
  }
  return rounds;
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'heatline-bench-'));
  try {
    const library = join(folder, 'fastPath.so');
    const source = join(import.meta.dirname, 'fastPath.c');
    await execFileAsync('cc', ['-O2', '-fno-builtin', '-shared', '-fPIC', '-o', library, source]);
    const random = createRandom(options.seed + 1);
    const rows: string[][] = [];
    const readings: Record<string, unknown> = {};
    for (const { name, args } of settings) {
      const rounds = await measure(options, library, args);
      const values = { 'malloc(64) and free': readAll(rounds, 'pair'), 'memcpy of 16 bytes': readAll(rounds, 'copy') };
      readings[name] = values;
      for (const [what, each] of Object.entries(values)) {
        const { plain, extra, noise } = compareArms(each, random);
        rows.push([`${what}, ${name}`, plain.toFixed(2), formatRange(extra, 2), formatRange(noise, 3)]);
      }
    }
    return {
      title: 'The fast path',
      columns: ['what', 'plain ns', 'added ns [95 %]', 'plain / plain [95 %]'],
      rows,
      notes: [
        `${options.rounds} rounds of plain, plain, heatline run; each reading is the least of 200 turns of 200,000 calls`,
      ],
      readings,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const fastPath: Bench = { name: 'fast-path', run };
