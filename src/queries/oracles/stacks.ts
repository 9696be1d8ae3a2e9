/** Stacks of a program of which every possible call is known. */
import type { MeasureJson } from '../../protocol/verification.ts';
import { checkCallTree } from './callTree.ts';
import type { CallsRun } from './oracleRun.ts';

const mostExamples = 10;
/** The oracle's tree has more than ten times as many: fewer mean that its stacks are not there. */
const leastStacks = 50;

export function judgeStacks(runs: readonly CallsRun[]): MeasureJson {
  const results = runs.map(({ stacks }) => checkCallTree(stacks));
  const impossible = results.flatMap((result) => result.impossible);
  const checked = results.reduce((sum, result) => sum + result.checked, 0);
  const truncated = runs.reduce((sum, { profile }) => sum + profile.quality.truncated, 0);
  return {
    name: 'stacks',
    verdict: impossible.length === 0 && checked >= leastStacks && truncated === 0 ? 'ok' : 'off',
    against: 'a program of which every possible call is known',
    unit: 'count',
    promised: 0,
    max_error: null,
    mean_error: null,
    parts: [],
    figures: {
      stacks: checked,
      impossible: impossible.length,
      deepest: Math.max(0, ...results.map(({ deepest }) => deepest)),
      truncated,
    },
    examples: impossible.slice(0, mostExamples),
  };
}
