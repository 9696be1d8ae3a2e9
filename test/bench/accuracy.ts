/**
 * Accuracy at full size: every ground-truth program with at least 2,000 samples where shares are compared, on each representative
 * interpreter. The quick versions of the same checks are in test/accuracy.
 */

import { join } from 'node:path';

import { ensurePrograms } from '../../src/build/programs.mjs';
import { checkCallTree } from '../../src/queries/oracles/callTree.ts';
import { capture, captureTruth, oracles } from '../accuracy/capture.ts';
import { findInterpreters, pickRepresentatives, type Interpreter } from '../accuracy/interpreters.ts';
import {
  compareShares,
  compareSplits,
  describeRow,
  groupSeconds,
  type ShareRow,
} from '../../src/queries/oracles/measured.ts';
import { truthSeconds } from '../../src/queries/oracles/truth.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';
import { klDivergence, mean, sum } from './stats.ts';

/** 9 s of CPU time at 250 Hz are 2,250 samples. */
const shareSeconds = '9';
const rate = 250;

interface Finding {
  readonly what: string;
  readonly interpreter: string;
  /** Signals' effective number, or what else the figures rest on. */
  readonly basis: string;
  readonly max: string;
  readonly mean: string;
  readonly more: string;
}

type Measure = (python: string) => Promise<Omit<Finding, 'interpreter'>>;

const points = (share: number): string => `${(share * 100).toFixed(2)} points`;

function summarizeShares(what: string, rows: readonly ShareRow[], samples: number): Omit<Finding, 'interpreter'> {
  const errors = rows.map(({ error }) => Math.abs(error));
  const worst = rows.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
  const kl = klDivergence(
    rows.map(({ truth }) => truth),
    rows.map(({ measured }) => measured),
  );
  return {
    what,
    basis: `${samples.toFixed(0)} samples`,
    max: points(Math.max(...errors)),
    mean: points(mean(errors)),
    more: `KL ${kl.toFixed(5)}; worst ${describeRow(worst)}`,
  };
}

const numbered = (letter: string): string[] =>
  Array.from({ length: 12 }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`);

const measureShares =
  (what: string, args: readonly string[], names: readonly string[]): Measure =>
  async (python) => {
    const request = { python, script: 'shares.py', args: [...args, '--seconds', shareSeconds], rate };
    const { profile, truth } = await captureTruth(request);
    const { rows, samples } = compareShares(profile, truth, names);
    return summarizeShares(what, rows, samples);
  };

const measureBias =
  (splits: readonly number[]): Measure =>
  async (python) => {
    const rows: ShareRow[] = [];
    const divergences: number[] = [];
    let samples = Infinity;
    for (const split of splits) {
      const args = ['--split', String(split), '--seconds', shareSeconds];
      const { profile, truth } = await captureTruth({ python, script: 'bias.py', args, rate });
      const compared = compareShares(profile, truth, ['calling', 'inlined']);
      rows.push(...compared.rows.slice(0, 1));
      divergences.push(
        klDivergence(
          compared.rows.map((row) => row.truth),
          compared.rows.map((row) => row.measured),
        ),
      );
      samples = Math.min(samples, compared.samples);
    }
    const { max, mean: average } = summarizeShares('', rows, samples);
    return {
      what: `two functions, calling or inlined, ${splits.length} splits`,
      basis: `>= ${samples.toFixed(0)} samples each`,
      max,
      mean: average,
      more: `largest KL ${Math.max(...divergences).toFixed(5)}`,
    };
  };

const measureSplits =
  (what: string, args: readonly string[]): Measure =>
  async (python) => {
    const programsPython = await ensurePrograms({ python });
    const request = {
      python: programsPython.python,
      script: 'split.py',
      args: [...args, '--seconds', '2'],
      rate,
      timeoutMs: 600_000,
    };
    const { profile, truth } = await captureTruth(request);
    const rows = compareSplits(profile, truth);
    const errors = rows.map(({ error }) => Math.abs(error));
    const beyond = rows
      .filter(({ error }) => Math.abs(error) > 0.03)
      .map((row) => `${row.kind} of ${describeRow(row)}`);
    return {
      what,
      basis: `>= ${Math.min(...rows.map(({ samples }) => samples)).toFixed(0)} samples each`,
      max: points(Math.max(...errors)),
      mean: points(mean(errors)),
      more: beyond.length > 0 ? `beyond 3 points: ${beyond.join('; ')}` : 'none beyond 3 points',
    };
  };

const measureWaiting: Measure = async (python) => {
  const { profile, truth } = await captureTruth({ python, script: 'waiting.py', rate });
  const errors = Object.entries(truth.groups).map(([name, group]) => {
    const expected = truthSeconds(group, 'wait');
    return { name, error: groupSeconds(profile, truth, group).wait_s / expected - 1 };
  });
  const worst = errors.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
  return {
    what: 'waiting, 12 kinds of call',
    basis: 'exact',
    max: `${(Math.abs(worst.error) * 100).toFixed(2)} %`,
    mean: `${(mean(errors.map(({ error }) => Math.abs(error))) * 100).toFixed(2)} %`,
    more: `worst ${worst.name}`,
  };
};

const measureShortThreads: Measure = async (python) => {
  const { profile, truth } = await captureTruth({ python, script: 'manythreads.py', rate: 100 });
  const group = truth.groups['short'];
  const expected = group === undefined ? NaN : truthSeconds(group, 'cpu');
  const measured = group === undefined ? NaN : groupSeconds(profile, truth, group).cpu_s;
  const threads = sum(profile.process.threads.map(({ count }) => count));
  return {
    what: '2,000 threads of 2 ms, 100 Hz',
    basis: `${threads} threads seen`,
    max: `${((measured / expected - 1) * 100).toFixed(2)} %`,
    mean: '',
    more: `${measured.toFixed(3)} s of ${expected.toFixed(3)} s; process ${((profile.process.cpu_s / truth.cpu_s - 1) * 100).toFixed(2)} %`,
  };
};

const measureSums: Measure = async (python) => {
  const { profile } = await captureTruth({ python, script: 'split.py', args: ['--threads', '2'], rate });
  const errors = profile.process.threads.map((thread) => {
    const parts = [thread.python_s, thread.native_s, thread.kernel_s, thread.wait_s, thread.scheduled_out_s];
    return Math.abs((sum(parts) + thread.unsampled_s) / thread.lifetime_s - 1);
  });
  const threadsCpu = sum(profile.process.threads.map(({ cpu_s }) => cpu_s));
  return {
    what: 'parts of each thread against its lifetime',
    basis: `${errors.length} threads`,
    max: `${(Math.max(...errors) * 100).toFixed(2)} %`,
    mean: `${(mean(errors) * 100).toFixed(2)} %`,
    more: `threads against process ${((threadsCpu / profile.process.cpu_s - 1) * 100).toFixed(2)} % CPU`,
  };
};

const measureCallTree: Measure = async (python) => {
  const request = {
    python,
    script: join(oracles, 'calltree.py'),
    args: ['--seconds', '12'],
    rate: 1000,
    options: ['--scope', 'all'],
  };
  return capture(request, async ({ profile, exportCollapsed }) => {
    const result = checkCallTree(await exportCollapsed());
    return {
      what: 'impossible stacks',
      basis: `${result.checked} stacks, ${profile.quality.signals} signals`,
      max: String(result.impossible.length),
      mean: '',
      more: `deepest ${result.deepest}; dropped ${JSON.stringify(profile.quality.dropped)}`,
    };
  });
};

function measuresFor(options: BenchOptions, interpreter: Interpreter): readonly Measure[] {
  const splits = options.full ? Array.from({ length: 19 }, (_, index) => 5 * (index + 1)) : [5, 25, 50, 75, 95];
  const inThreads = measureSplits('split of each kind, two worker threads', ['--threads', '2']);
  return [
    measureShares('12 lines of one loop', [], numbered('line')),
    measureShares('12 functions', ['--what', 'functions'], numbered('f')),
    ...(options.full || interpreter.minor === 13 ? [measureBias(splits)] : []),
    measureSplits('split of each kind, main thread', []),
    ...(options.full || interpreter.minor === 13 ? [inThreads] : []),
    measureWaiting,
    measureShortThreads,
    measureSums,
    measureCallTree,
  ];
}

/** One measurement that fails is a row of the table, not the end of all others. */
async function measureOrExplain(measure: Measure, python: string): Promise<Omit<Finding, 'interpreter'>> {
  try {
    return await measure(python);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { what: 'FAILED', basis: '', max: '', mean: '', more: cause.replaceAll('\n', ' ').slice(0, 300) };
  }
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const findings: Finding[] = [];
  for (const interpreter of pickRepresentatives(await findInterpreters())) {
    const label = `${interpreter.version} ${interpreter.kind}`;
    if (options.only.length > 0 && !options.only.some((wanted) => label.startsWith(wanted))) continue;
    for (const measure of measuresFor(options, interpreter)) {
      const finding = { ...(await measureOrExplain(measure, interpreter.path)), interpreter: label };
      findings.push(finding);
      console.error(`${label}: ${finding.what}: ${finding.max}`);
    }
  }
  return {
    title: 'Accuracy against construction',
    columns: ['what', 'interpreter', 'rests on', 'max error', 'mean error', 'more'],
    rows: findings.map(({ what, interpreter, basis, max, mean: average, more }) => [
      what,
      interpreter,
      basis,
      max,
      average,
      more,
    ]),
    notes: [`shares at ${rate} Hz, ${shareSeconds} s of CPU time each; --full has all 19 splits on every interpreter`],
    readings: findings,
  };
}

export const accuracy: Bench = { name: 'accuracy', run };
