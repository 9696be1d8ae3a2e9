/** Which programs `heatline verify` runs, for how long and how often. */
import type { MeasureName } from '../protocol/verification.ts';
import type { OracleKind } from '../queries/oracles/oracleRun.ts';
import { kindsOf } from '../queries/oracles/verification.ts';

export interface PlannedRun {
  readonly name: string;
  readonly kind: OracleKind;
  /** Of python/heatline/oracles. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly rateHz: number;
}

export interface VerifyPlan {
  readonly runs: readonly PlannedRun[];
  /** Of the same work with and without, in turns. */
  readonly pairs: number;
  /** CPU time of the work. */
  readonly workSeconds: number;
}

/** As many samples as the 250 Hz tick of most kernels gives: more samples in the same time are less chance. */
const rateHz = 250;
/** Stacks that are read while they change are what matters there, not shares. */
const stackRateHz = 1000;

/** Every kind of work is known to one of these; the others take time and tell little more. */
const fewKinds = 'arithmetic,calls,sort,digest,kernel_read';
/** Both on one line: whoever weighs one of them wrongly is found there. */
const mixedKinds = 'quarter,half,three_quarters';

type Draft = readonly [name: string, kind: OracleKind, program: string, words: string];

const quickRuns: readonly Draft[] = [
  ['lines', 'lines', 'shares', '--seconds 2'],
  ['functions', 'lines', 'shares', '--what functions --seconds 2'],
  ['calling and inlined', 'functions', 'bias', '--seconds 0.8'],
  ['last instructions', 'lines', 'edges', '--seconds 0.8'],
  ['deep and shallow', 'lines', 'depth', '--seconds 1.2'],
  ['kinds of work', 'split', 'split', `--seconds 0.25 --kinds ${fewKinds}`],
  ['mixed lines', 'split', 'split', `--seconds 1 --kinds ${mixedKinds}`],
  ['blocking calls', 'waiting', 'waiting', ''],
  ['known calls', 'calls', 'calltree', '--seconds 1.2'],
  ['holding', 'hold', 'memory', '--what hold --seed 1'],
  ['copying', 'copy', 'memory', '--what copy --seed 1'],
];

const fullRuns: readonly Draft[] = [
  ...[1, 2, 3, 4].flatMap((turn): Draft[] => [
    [`lines ${turn}`, 'lines', 'shares', '--seconds 4'],
    [`functions ${turn}`, 'lines', 'shares', '--what functions --seconds 4'],
  ]),
  ['calling and inlined, 20 %', 'functions', 'bias', '--split 20 --seconds 3'],
  ['calling and inlined, 60 %', 'functions', 'bias', '--split 60 --seconds 3'],
  ['last instructions', 'lines', 'edges', '--seconds 2'],
  ['deep and shallow', 'lines', 'depth', '--seconds 3'],
  ['control flow', 'lines', 'shapes', '--seconds 4'],
  ['kinds of work', 'split', 'split', '--seconds 0.6'],
  ['kinds of work in two threads', 'split', 'split', `--seconds 0.6 --threads 2 --kinds ${fewKinds}`],
  ['mixed lines', 'split', 'split', `--seconds 3 --kinds ${mixedKinds}`],
  ['blocking calls 1', 'waiting', 'waiting', ''],
  ['blocking calls 2', 'waiting', 'waiting', ''],
  ['known calls', 'calls', 'calltree', '--seconds 6'],
  ...[1, 2, 3].flatMap((seed): Draft[] => [
    [`holding ${seed}`, 'hold', 'memory', `--what hold --seed ${seed}`],
    [`copying ${seed}`, 'copy', 'memory', `--what copy --seed ${seed}`],
  ]),
];

/** What these measures rest on. */
export function verifyPlan(quick: boolean, measures: readonly MeasureName[]): VerifyPlan {
  const kinds = new Set(measures.flatMap((name) => kindsOf[name]));
  const drafts = (quick ? quickRuns : fullRuns).filter(([, kind]) => kinds.has(kind));
  const runs = drafts.map(([name, kind, program, words]) => ({
    name,
    kind,
    program,
    arguments: words === '' ? [] : words.split(' '),
    rateHz: kind === 'calls' ? stackRateHz : rateHz,
  }));
  const pairs = measures.includes('overhead') ? (quick ? 4 : 12) : 0;
  return { runs, pairs, workSeconds: quick ? 0.3 : 0.8 };
}
