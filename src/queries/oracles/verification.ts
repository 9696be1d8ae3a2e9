/** All measures of a verification, from its runs. */
import type { MeasureJson, MeasureName, Verdict } from '../../protocol/verification.ts';
import { judgeIntervals } from './intervals.ts';
import { judgeCopies, judgeMemory } from './memoryMeasures.ts';
import type { CallsRun, MemoryRun, OracleKind, OracleRun, TimeRun } from './oracleRun.ts';
import { judgeOverhead, type WorkPair } from './overhead.ts';
import { judgeStacks } from './stacks.ts';
import { judgeMissed, judgeShares, judgeSplit, judgeSums, judgeWaiting } from './timeMeasures.ts';

/** The runs that a measure rests on; overhead has pairs of its own. */
export const kindsOf: Readonly<Record<MeasureName, readonly OracleKind[]>> = {
  shares: ['lines', 'functions'],
  split: ['split'],
  waiting: ['waiting'],
  sums: ['lines', 'functions', 'split'],
  intervals: ['lines', 'functions', 'split'],
  stacks: ['calls'],
  missed: ['lines', 'functions', 'split', 'calls', 'hold', 'copy'],
  memory: ['hold'],
  copies: ['copy'],
  overhead: [],
};

export const measureNames: readonly MeasureName[] = [
  'shares',
  'split',
  'waiting',
  'sums',
  'intervals',
  'stacks',
  'missed',
  'memory',
  'copies',
  'overhead',
];

export function judgeRuns(
  runs: readonly OracleRun[],
  pairs: readonly WorkPair[],
  names: readonly MeasureName[],
): readonly MeasureJson[] {
  return names.map((name) =>
    judge(
      name,
      runs.filter(({ kind }) => kindsOf[name].includes(kind)),
      pairs,
    ),
  );
}

function judge(name: MeasureName, runs: readonly OracleRun[], pairs: readonly WorkPair[]): MeasureJson {
  switch (name) {
    case 'shares':
      return judgeShares(runs.filter(isTimeRun));
    case 'split':
      return judgeSplit(runs.filter(isTimeRun));
    case 'waiting':
      return judgeWaiting(runs.filter(isTimeRun));
    case 'sums':
      return judgeSums(runs.filter(isTimeRun));
    case 'intervals':
      return judgeIntervals(runs.filter(isTimeRun));
    case 'stacks':
      return judgeStacks(runs.filter(isCallsRun));
    case 'missed':
      return judgeMissed(runs);
    case 'memory':
      return judgeMemory(runs.filter(isMemoryRun));
    case 'copies':
      return judgeCopies(runs.filter(isMemoryRun));
    case 'overhead':
      return judgeOverhead(pairs);
  }
}

/** The worst. */
export function verdictOf(measures: readonly MeasureJson[]): Verdict {
  const verdicts = measures.map(({ verdict }) => verdict);
  return verdicts.includes('off') ? 'off' : verdicts.includes('open') ? 'open' : 'ok';
}

function isTimeRun(run: OracleRun): run is TimeRun {
  return run.kind === 'lines' || run.kind === 'functions' || run.kind === 'split' || run.kind === 'waiting';
}

function isMemoryRun(run: OracleRun): run is MemoryRun {
  return run.kind === 'hold' || run.kind === 'copy';
}

function isCallsRun(run: OracleRun): run is CallsRun {
  return run.kind === 'calls';
}
