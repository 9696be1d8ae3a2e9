/** CPU time and waiting of programs that measure themselves, against what they measured. */
import type { MeasureJson } from '../../protocol/verification.ts';
import { allowedDifference, productBound } from './allowance.ts';
import { compareSplits, groupSeconds, type SplitRow } from './measured.ts';
import { measureOfParts } from './measure.ts';
import type { OracleRun, TimeRun } from './oracleRun.ts';
import { truthSeconds } from './truth.ts';

/** Each part's share of the CPU time of the whole process, and what is left beside them. */
export function judgeShares(runs: readonly TimeRun[]): MeasureJson {
  const parts = runs.flatMap(({ name, kind, profile, truth }) => {
    const samples = profile.quality.effective_samples;
    const compared = Object.entries(truth.groups).map(([part, group]) => ({
      part,
      truth: truthSeconds(group, 'cpu') / truth.cpu_s,
      measured:
        (kind === 'functions' ? functionSeconds(profile, part) : groupSeconds(profile, truth, group).cpu_s) /
        profile.process.cpu_s,
    }));
    const sum = (read: (row: { truth: number; measured: number }) => number): number =>
      compared.reduce((total, row) => total + read(row), 0);
    const rest = { part: 'the rest', truth: 1 - sum((row) => row.truth), measured: 1 - sum((row) => row.measured) };
    return [...compared, rest].map((row) => ({
      run: name,
      ...row,
      error: row.measured - row.truth,
      allowed: allowedDifference(row.truth, samples),
    }));
  });
  return measureOfParts({
    name: 'shares',
    against: 'the CPU clock of the thread, read by the programs between their own parts',
    unit: 'share',
    promised: productBound,
    parts,
  });
}

/** With everything that it called. */
function functionSeconds(profile: TimeRun['profile'], name: string): number {
  return profile.functions.find((row) => row.name === name)?.total_s ?? 0;
}

export function judgeSplit(runs: readonly TimeRun[]): MeasureJson {
  const parts = runs.flatMap(({ name, profile, truth }) => {
    const rows = compareSplits(profile, truth);
    return [...rows, ...pooled(rows)].map((row) => ({
      run: name,
      part: `${row.name}: ${row.kind}`,
      truth: row.truth,
      measured: row.measured,
      error: row.error,
      allowed: allowedDifference(row.truth, row.samples),
    }));
  });
  return measureOfParts({
    name: 'split',
    against: 'lines of which it is known by construction what is Python, native code or the kernel',
    unit: 'share',
    promised: productBound,
    parts,
    isOff: runs.some(({ profile }) => profile.quality.estimator === 'none'),
  });
}

/** Each kind over all lines together: more samples than one line has. */
function pooled(rows: readonly SplitRow[]): readonly SplitRow[] {
  return ['python', 'native', 'kernel'].flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind && row.samples > 0);
    const samples = own.reduce((sum, row) => sum + row.samples, 0);
    if (own.length < 2) return [];
    const weighted = (read: (row: SplitRow) => number): number =>
      own.reduce((sum, row) => sum + read(row) * row.samples, 0) / samples;
    const [expected, measured] = [weighted(({ truth }) => truth), weighted((row) => row.measured)];
    return [{ name: 'all lines', kind, truth: expected, measured, error: measured - expected, samples }];
  });
}

const exactWaiting = 0.01;
/** Around each call there are a few hundred microseconds of Python, and on a busy machine of the run queue, that are no waiting in it. */
const aroundWaitSeconds = 0.002;
/** Who was woken needs the interpreter again; waits for it that are shorter than this are sampled, and then count this long. */
const briefWaitSeconds = 0.004;

/** As parts of the true length. */
export function judgeWaiting(runs: readonly TimeRun[]): MeasureJson {
  const parts = runs.flatMap(({ name, profile, truth }) =>
    Object.entries(truth.groups).map(([part, group]) => {
      const expected = truthSeconds(group, 'wait');
      const measured = groupSeconds(profile, truth, group).wait_s;
      const unknown = aroundWaitSeconds + briefWaitSeconds + truthSeconds(group, 'scheduled_out');
      return {
        run: name,
        part,
        truth: expected,
        measured,
        error: measured / expected - 1,
        allowed: exactWaiting + unknown / expected,
      };
    }),
  );
  return measureOfParts({
    name: 'waiting',
    against: 'elapsed time without the CPU time of the thread, read by the program around each blocking call',
    unit: 'part',
    promised: exactWaiting,
    parts,
  });
}

const exactSums = 0.01;
/** What a process does before its first and after its last line: an interpreter starts and ends in 10 to 30 ms. */
const outsideLinesSeconds = 0.03;

/** Lines with what has no stack against the process's clock, and that against the program's own reading of it. */
export function judgeSums(runs: readonly TimeRun[]): MeasureJson {
  const parts = runs.flatMap(({ name, profile, truth, lineSeconds }) => {
    const { cpu_s: cpu, threads } = profile.process;
    const inThreads = threads.reduce(
      (sum, thread) => sum + thread.python_s + thread.native_s + thread.kernel_s + thread.unsampled_s,
      0,
    );
    const allowed = exactSums + outsideLinesSeconds / truth.cpu_s;
    const compare = (part: string, measured: number, expected: number) => ({
      run: name,
      part,
      truth: expected,
      measured,
      error: measured / expected - 1,
      allowed,
    });
    return [
      compare('lines and what has no line', lineSeconds + profile.quality.unsampled_s, truth.cpu_s),
      compare('parts of the threads', inThreads, cpu),
      compare('the process', cpu, truth.cpu_s),
    ];
  });
  return measureOfParts({
    name: 'sums',
    against: "the process's own CPU clock, read by the program",
    unit: 'part',
    promised: exactSums,
    parts,
  });
}

/** A sample that would fall into the recorder's own work has no stack; there is much of that where a program does nothing but copy. */
const mostMissed = 0.02;

export function judgeMissed(runs: readonly OracleRun[]): MeasureJson {
  const parts = runs.map(({ name, profile }) => {
    const { quality, process } = profile;
    const share = quality.unsampled_s / process.cpu_s;
    const chance = allowedDifference(mostMissed, quality.effective_samples) - productBound;
    return {
      run: name,
      part: 'without a stack',
      truth: 0,
      measured: share,
      error: share,
      allowed: mostMissed + chance,
    };
  });
  const sum = (read: (run: OracleRun) => number): number => runs.reduce((total, run) => total + read(run), 0);
  const cpu = sum(({ profile }) => profile.process.cpu_s);
  return measureOfParts({
    name: 'missed',
    against: "the process's CPU clock: time that no stack carries",
    unit: 'share',
    promised: mostMissed,
    parts,
    figures: {
      share: sum(({ profile }) => profile.quality.unsampled_s) / cpu,
      unsampled_s: sum(({ profile }) => profile.quality.unsampled_s),
      cpu_s: cpu,
      signals: sum(({ profile }) => profile.quality.signals),
      dropped: sum(({ profile }) => Object.values(profile.quality.dropped).reduce((a, b) => a + b, 0)),
    },
  });
}
