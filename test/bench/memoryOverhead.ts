/**
 * What measuring everything costs (CPU, waiting, memory, copies), in interleaved rounds: the real programs, and three that do little but allocate.
 * With --full Scalene runs beside us.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { heatline, programs } from '../accuracy/capture.ts';
import { formatRange, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { checkScaleneProfile, ensureScalene, type Scalene } from './scalene.ts';
import { bootstrap, createRandom, mean, median, shuffle, type Estimate, type Random } from './stats.ts';
import { readPrinted, runTimed } from './timedRun.ts';

const names = [
  'docutils',
  'sympy',
  'black',
  'scipy',
  'templates',
  'flask',
  'recursion',
  'threads',
  'imports',
  'pprint',
  'json',
  'dicts',
];

/** Seconds from a program's first statement to its last, by arm; `scalene` where it runs. */
type Round = ReadonlyMap<string, number>;

interface Setting {
  readonly python: string;
  readonly target: readonly string[];
  readonly scalene: Scalene | undefined;
}

async function runArm(arm: string, { python, target, scalene }: Setting, folder: string): Promise<number> {
  const env = { ...process.env, HEATLINE_HOME: join(folder, 'home') };
  if (arm === 'heatline') {
    const args = [heatline, 'run', '--quiet', '--interpreter', python, ...target];
    return readPrinted((await runTimed(process.execPath, args, env)).stdout, 'elapsed');
  }
  if (arm === 'scalene' && scalene !== undefined) {
    const output = join(folder, 'scalene.json');
    const [script = '', ...args] = target;
    const command = [...scalene.command(output), script, ...(args.length > 0 ? ['---', ...args] : [])];
    const { stdout } = await runTimed(python, command, scalene.env);
    await checkScaleneProfile(output);
    return readPrinted(stdout, 'elapsed');
  }
  return readPrinted((await runTimed(python, target, env)).stdout, 'elapsed');
}

async function runRound(setting: Setting, random: Random): Promise<Round> {
  const folder = await mkdtemp(join(tmpdir(), 'heatline-bench-'));
  try {
    const arms = ['plain', 'plainAgain', 'heatline', ...(setting.scalene === undefined ? [] : ['scalene'])];
    const seconds = new Map<string, number>();
    for (const arm of shuffle(arms, random)) seconds.set(arm, await runArm(arm, setting, folder));
    return seconds;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ratioOf(rounds: readonly Round[], arm: string, random: Random): Estimate {
  const get = (round: Round, name: string): number => round.get(name) ?? NaN;
  return bootstrap(
    rounds.map((round) => (2 * get(round, arm)) / (get(round, 'plain') + get(round, 'plainAgain'))),
    median,
    random,
  );
}

function describe(name: string, rounds: readonly Round[], withScalene: boolean, random: Random): string[] {
  const noise = bootstrap(
    rounds.map((round) => (round.get('plainAgain') ?? NaN) / (round.get('plain') ?? NaN)),
    median,
    random,
  );
  const ours = ratioOf(rounds, 'heatline', random);
  const row = [
    name,
    median(rounds.map((round) => round.get('plain') ?? NaN)).toFixed(2),
    formatRange(ours, 3),
    formatRange(noise, 3),
  ];
  if (!withScalene) return row;
  const other = ratioOf(rounds, 'scalene', random);
  return [...row, formatRange(other, 3), ((ours.value - 1) / (other.value - 1)).toFixed(3)];
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const chosen = options.only.length > 0 ? names.filter((name) => options.only.includes(name)) : names;
  const random = createRandom(options.seed);
  const scalene = options.full ? await ensureScalene(options.python) : undefined;
  const measured = new Map<string, Round[]>(chosen.map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const [name, rounds] of measured) {
      const target = [join(programs, name, 'main.py'), String(options.repeats)];
      rounds.push(await runRound({ python: options.python, target, scalene }, random));
    }
    console.error(`round ${round + 1} of ${options.rounds} done`);
  }
  const rows = [...measured].map(([name, rounds]) => describe(name, rounds, scalene !== undefined, random));
  const ratios = [...measured.values()].map((rounds) => ratioOf(rounds, 'heatline', random).value);
  rows.push(['median and worst', '', `${median(ratios).toFixed(3)}, ${Math.max(...ratios).toFixed(3)}`, '']);
  if (scalene !== undefined) rows.at(-1)?.push(`mean ${mean(ratios).toFixed(3)}`, '');
  return {
    title: 'Overhead of the full measurement',
    columns: [
      'program',
      'plain s',
      'heatline / plain [95 %]',
      'plain / plain [95 %]',
      ...(scalene === undefined ? [] : [`scalene ${scalene.version} / plain [95 %]`, 'our added cost / its']),
    ],
    rows,
    notes: [
      `${options.rounds} rounds of plain, plain, heatline run --quiet${scalene === undefined ? '' : ', scalene run'}; order random within a round; median of paired ratios`,
      'a ratio is measured by the program itself, from its first statement to its last',
    ],
    readings: Object.fromEntries(
      [...measured].map(([name, rounds]) => [name, rounds.map((r) => Object.fromEntries(r))]),
    ),
  };
}

export const memoryOverhead: Bench = { name: 'memory-overhead', run };
