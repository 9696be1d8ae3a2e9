/** Bytes held and copied by lines, against what the programs hold and copy by construction. */
import type { MeasureJson } from '../../protocol/verification.ts';
import { mean, measureOfParts } from './measure.ts';
import { linesOf, memoryRows, shareOnRightLines, type MemoryRow } from './memory.ts';
import type { MemoryRun } from './oracleRun.ts';

/** Standard deviation of what a line holds that is promised for the amounts of the oracle, 20 MB and more. */
const heldDeviation = 0.04;
/** `sys.getsizeof`, which the truth is made of, knows no rounding and no spare room: the promise is to the percent. */
const heldBias = 0.01;
/** Of what a line asked for and gave back, this much may still be counted as held. */
const mostLeft = 0.01;

export function judgeMemory(runs: readonly MemoryRun[]): MeasureJson {
  const rows = rowsOf(runs);
  const held = rows
    .filter(({ truth }) => truth > 0)
    .map(({ run, name, truth, live }) => ({
      run,
      part: name,
      truth,
      measured: live,
      error: live / truth - 1,
      allowed: heldBias + 4 * heldDeviation,
    }));
  const given = rows
    .filter(({ name }) => name === 'churn')
    .map(({ run, name, live, allocated }) => ({
      run,
      part: `${name}, given back`,
      truth: 0,
      measured: live,
      error: live / allocated,
      allowed: mostLeft,
    }));
  const errors = held.map(({ error }) => error);
  const bias = mean(errors);
  const allowedBias = heldBias + (4 * heldDeviation) / Math.sqrt(errors.length);
  return measureOfParts({
    name: 'memory',
    against: 'bytes that lines hold at the end by construction',
    unit: 'part',
    promised: heldBias,
    parts: [...held, ...given],
    figures: {
      bias,
      allowed_bias: allowedBias,
      deviation: Math.sqrt(mean(errors.map((error) => (error - bias) ** 2))),
    },
    isOff: !(Math.abs(bias) <= allowedBias) || given.length !== runs.length,
  });
}

const copiedWithin = 0.02;

export function judgeCopies(runs: readonly MemoryRun[]): MeasureJson {
  const parts = rowsOf(runs)
    .filter(({ copiedTruth }) => copiedTruth > 0)
    .map(({ run, name, copied, copiedTruth }) => ({
      run,
      part: name,
      truth: copiedTruth,
      measured: copied,
      error: copied / copiedTruth - 1,
      allowed: copiedWithin,
    }));
  const elsewhere = runs.map(({ name, profile, program, groups }) => {
    const lines = linesOf(profile, program);
    const wrong = 1 - shareOnRightLines(memoryRows(lines, groups), lines);
    return { run: name, part: 'on other lines', truth: 0, measured: wrong, error: wrong, allowed: copiedWithin };
  });
  return measureOfParts({
    name: 'copies',
    against: 'bytes that lines copy by construction',
    unit: 'part',
    promised: copiedWithin,
    parts: [...parts, ...elsewhere],
  });
}

function rowsOf(runs: readonly MemoryRun[]): readonly (MemoryRow & { readonly run: string })[] {
  return runs.flatMap(({ name, profile, program, groups }) =>
    memoryRows(linesOf(profile, program), groups).map((row) => ({ run: name, ...row })),
  );
}
