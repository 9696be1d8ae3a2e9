/**
 * Library initialisation on the cold start corpus: is the right finding on top, what do the fixes that we apply bring, does the program still do the
 * same, and what does recording cost. Before and after run in turns, each on a copy of its own.
 */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { pairedRatio, type Ratio } from '../../src/base/pairedRatio.ts';
import { ensureColdstart, listColdstartApps } from '../../src/build/coldstart.mjs';
import { planFixes, type ImportFixes } from '../../src/cli/importFixes.ts';
import type { ImportFinding } from '../../src/protocol/imports.ts';
import { importReport } from '../../src/queries/imports/report.ts';
import { openSession, type OpenedSession } from '../../src/store/openSession.ts';
import { heatline, programs } from '../accuracy/capture.ts';
import { formatRange, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { createRandom, mean, median, shuffle, type Random } from './stats.ts';
import { readPrinted, runTimed } from './timedRun.ts';

const corpus = join(programs, 'coldstart');
const invocations = 200;
/** What the session that findings come from lasts after the first invocation: at 100 Hz some 800 samples. */
const useSeconds = 8;
// What runs in the parent of a start: the highest resident memory of a process is told to its parent only.
const peakOf = [
  'import resource, subprocess, sys',
  'subprocess.run(sys.argv[1:], check=True)',
  'print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)',
].join('\n');

interface Expected {
  readonly pattern: 'unused' | 'rare' | 'subpackages' | 'heavy';
  readonly library: string;
}

interface Start {
  readonly ready: number;
  readonly first: number;
  /** CPU time of the main thread until then. */
  readonly cpu: number;
  readonly peakKib: number;
  readonly checksum: string;
}

interface App {
  readonly name: string;
  readonly python: string;
  readonly folder: string;
}

type ArmName = 'before' | 'after' | 'recorded';
/** Two arms, one right behind the other in random order; the first stands over the second in a ratio. */
type Pair = readonly [over: Start, under: Start];

interface Measured {
  readonly name: string;
  readonly expected: Expected;
  readonly top: ImportFinding | undefined;
  readonly fixes: ImportFixes;
  readonly same: boolean;
  /** Before the change over after it. */
  readonly changes: readonly Pair[];
  /** Recorded over plain. */
  readonly costs: readonly Pair[];
}

/** Bytecode is kept, whatever the shell that this runs in says. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONDONTWRITEBYTECODE: '', HEATLINE_HOME: home };
}

const arm = (app: App, name: ArmName): string => join(app.folder, name === 'after' ? 'after' : 'before');

function copyArm(app: App, name: 'before' | 'after'): void {
  const to = join(app.folder, name);
  cpSync(join(corpus, app.name), join(to, app.name), { recursive: true });
  cpSync(join(corpus, 'invoke.py'), join(to, 'invoke.py'));
}

/** Of `useSeconds`, by a run without us. */
async function countInvocations(app: App): Promise<number> {
  const target = [join(arm(app, 'before'), 'invoke.py'), app.name, '--invocations', String(invocations)];
  const { stdout } = await runTimed(app.python, target, environmentOf(join(app.folder, 'home')));
  const each = (readPrinted(stdout, 'elapsed') - readPrinted(stdout, 'first')) / invocations;
  return Math.max(invocations, Math.round(useSeconds / each));
}

async function recordSession(app: App): Promise<OpenedSession> {
  const home = join(app.folder, 'home');
  const count = await countInvocations(app);
  const target = [join(arm(app, 'before'), 'invoke.py'), app.name, '--invocations', String(count)];
  const options = ['--quiet', '--interpreter', app.python, '--scope', join(arm(app, 'before'), app.name)];
  await runTimed(process.execPath, [heatline, 'run', ...options, ...target], environmentOf(home));
  const [name = ''] = readdirSync(home).filter((each) => /^\d/.test(each));
  const opened = openSession(join(home, name));
  if (!opened.ok) throw new Error(`${app.name}: the session can't be read`);
  return opened.value;
}

async function startOnce(app: App, name: ArmName): Promise<Start> {
  const home = mkdtempSync(join(app.folder, 'home-'));
  const target = [join(arm(app, name), 'invoke.py'), app.name, '--invocations', '0'];
  const command =
    name === 'recorded'
      ? [process.execPath, heatline, 'run', '--quiet', '--interpreter', app.python, ...target]
      : [app.python, ...target];
  const { stdout } = await runTimed(app.python, ['-c', peakOf, ...command], environmentOf(home));
  return {
    ready: readPrinted(stdout, 'ready'),
    first: readPrinted(stdout, 'first'),
    cpu: readPrinted(stdout, 'cpu'),
    peakKib: readPrinted(stdout, 'peak'),
    checksum: /^checksum (\w+)$/m.exec(stdout)?.[1] ?? '',
  };
}

async function startPairs(app: App, over: ArmName, under: ArmName, n: number, random: Random): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let i = 0; i < n; i++) {
    const isOverFirst = shuffle([true, false], random)[0] === true;
    const first = await startOnce(app, isOverFirst ? over : under);
    const second = await startOnce(app, isOverFirst ? under : over);
    pairs.push(isOverFirst ? [first, second] : [second, first]);
  }
  return pairs;
}

/** The app's own tests, and all results of a longer run, with the change as without. */
async function doesTheSame(app: App): Promise<boolean> {
  const env = environmentOf(join(app.folder, 'home'));
  const results: string[] = [];
  for (const name of ['before', 'after'] as const) {
    const folder = join(arm(app, name), app.name);
    const tests = [
      '-c',
      'import os, sys, unittest; os.chdir(sys.argv[1]); sys.path.insert(0, sys.argv[1]); unittest.main(None, argv=["", "discover", "-s", "tests"])',
      folder,
    ];
    const passed = await runTimed(app.python, tests, env).then(
      () => 'passed',
      () => 'failed',
    );
    const long = [join(arm(app, name), 'invoke.py'), app.name, '--invocations', String(invocations)];
    results.push(`${passed} ${/^checksum (\w+)$/m.exec((await runTimed(app.python, long, env)).stdout)?.[1] ?? ''}`);
  }
  return results[0] === results[1] && results[0]?.startsWith('passed') === true;
}

async function measure(name: string, python: string, options: BenchOptions, random: Random): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-coldstart-'));
  const app = { name, python, folder };
  try {
    copyArm(app, 'before');
    copyArm(app, 'after');
    const session = await recordSession(app);
    const report = importReport(session.profile);
    const fixes = await planFixes(session, report);
    for (const { path, after } of fixes.files)
      writeFileSync(path.replace(arm(app, 'before'), arm(app, 'after')), after);
    const same = await doesTheSame(app);
    const changes = await startPairs(app, 'before', 'after', options.rounds, random);
    // A few percent are asked about, which takes more starts.
    const costs = await startPairs(app, 'recorded', 'before', 2 * options.rounds, random);
    const expected: Expected = JSON.parse(readFileSync(join(corpus, name, 'expected.json'), 'utf8'));
    return { name, expected, top: report.findings[0], fixes, same, changes, costs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** "yes": pattern and library; "library": the library, by another pattern. What a light library or a small need pulls in is "heavy" to the corpus. */
function rightness({ expected, top }: Measured): 'yes' | 'library' | 'no' {
  if (top?.library !== expected.library) return 'no';
  const wanted = expected.pattern === 'heavy' ? 'transitive' : expected.pattern;
  return top.pattern === wanted ? 'yes' : 'library';
}

const ratioOf = (pairs: readonly Pair[], read: (start: Start) => number): Ratio =>
  pairedRatio(pairs.map(([over, under]) => [read(over), read(under)] as const));

function describe(app: Measured): string[] {
  const { name, expected, top, fixes, same, changes, costs } = app;
  const fixed = fixes.answers.filter(({ deferral }) => deferral.edits.length > 0).length;
  return [
    name,
    `${expected.pattern} ${expected.library}`,
    top === undefined ? 'none' : `${top.pattern === 'transitive' ? 'heavy' : top.pattern} ${top.library}`,
    rightness(app),
    `${fixed} of ${fixes.answers.length}`,
    same ? 'yes' : 'NO',
    (median(changes.map(([before]) => before.first)) * 1e3).toFixed(0),
    formatRange(
      ratioOf(changes, ({ ready }) => ready),
      2,
    ),
    formatRange(
      ratioOf(changes, ({ first }) => first),
      2,
    ),
    formatRange(
      ratioOf(changes, ({ peakKib }) => peakKib),
      2,
    ),
    formatRange(
      ratioOf(costs, ({ cpu }) => cpu),
      3,
    ),
  ];
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const random = createRandom(options.seed);
  const names = options.only.length > 0 ? options.only : listColdstartApps();
  const apps: Measured[] = [];
  for (const name of names) {
    const { python } = await ensureColdstart({ python: options.python, app: name });
    apps.push(await measure(name, resolve(python), options, random));
    console.error(`${name} done`);
  }
  const cold = apps.map(({ changes }) => ratioOf(changes, ({ first }) => first).value);
  const cost = apps.map(({ costs }) => ratioOf(costs, ({ cpu }) => cpu).value);
  const right = (which: string): number => apps.filter((app) => rightness(app) === which).length;
  return {
    title: 'Cold starts before and after our fixes',
    columns: [
      'app',
      'by construction',
      'top finding',
      'right',
      'statements moved',
      'same results and tests',
      'cold start ms',
      'init before / after [95 %]',
      'cold start before / after [95 %]',
      'peak RSS before / after [95 %]',
      'recorded / plain cold start, CPU time [95 %]',
    ],
    rows: apps.map(describe),
    notes: [
      `right top finding in ${right('yes')} of ${apps.length}, the right library by another pattern in ${right('library')}; geometric mean of the cold start ratio ${Math.exp(mean(cold.map(Math.log))).toFixed(3)}, least ${Math.min(...cold).toFixed(3)}; recording costs ${((mean(cost) - 1) * 100).toFixed(1)} % in the mean, ${((Math.max(...cost) - 1) * 100).toFixed(1)} % at worst`,
      `${options.rounds} pairs of starts before and after, ${2 * options.rounds} recorded and plain, in random order; geometric mean of paired ratios; findings from one run of some ${useSeconds} s of invocations; init: until the handler is imported, cold start: until the end of the first invocation, both from the start of the process`,
      "page cache and bytecode are warm; CPU time is the main thread's, since what OpenBLAS's threads spin away at their start is chance",
    ],
    readings: apps.map(({ name, changes, costs, top, fixes }) => ({
      name,
      changes,
      costs,
      top,
      answers: fixes.answers,
    })),
  };
}

export const coldstart: Bench = { name: 'coldstart', run };
