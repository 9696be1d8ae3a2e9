// When a measure is off, when it is not, and when nothing can be said: from made-up runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LineJson, ProfileJson } from '../../../../src/protocol/profileJson.ts';
import { chanceOfAtLeast, judgeIntervals } from '../../../../src/queries/oracles/intervals.ts';
import type { TimeRun } from '../../../../src/queries/oracles/oracleRun.ts';
import { judgeOverhead, type WorkPair } from '../../../../src/queries/oracles/overhead.ts';
import { judgeStacks } from '../../../../src/queries/oracles/stacks.ts';
import { judgeMissed, judgeShares, judgeSums, judgeWaiting } from '../../../../src/queries/oracles/timeMeasures.ts';
import { verdictOf } from '../../../../src/queries/oracles/verification.ts';

const program = '/oracles/made_up.py';

interface MadeUp {
  /** By line: true seconds and measured ones. */
  readonly cpu?: readonly (readonly [truth: number, measured: number])[];
  readonly wait?: readonly (readonly [truth: number, measured: number])[];
  readonly samples?: number;
  readonly unsampled?: number;
  readonly ci95?: (share: number) => readonly [number, number];
}

/** 10 s of CPU time, the lines' measured seconds among them. */
function madeUp({ cpu = [], wait = [], samples = 2_500, unsampled = 0, ci95 = (s) => [s, s] }: MadeUp): TimeRun {
  const count = Math.max(cpu.length, wait.length);
  const lines = Array.from({ length: count }, (_, index) => {
    const [seconds, waited] = [cpu[index]?.[1] ?? 0, wait[index]?.[1] ?? 0];
    return { line: index + 1, cpu_s: seconds, python_s: seconds, wait_s: waited, ci95: ci95(seconds / 10) };
  });
  const groups = Object.fromEntries(
    lines.map(({ line }) => {
      const seconds = { cpu: cpu[line - 1]?.[0] ?? 0, wait: wait[line - 1]?.[0] ?? 0 };
      return [`part ${line}`, { lines: [line], seconds, parts: {} }];
    }),
  );
  const threads = [{ python_s: 10 - unsampled, native_s: 0, kernel_s: 0, unsampled_s: unsampled }];
  const quality = { effective_samples: samples, unsampled_s: unsampled, signals: samples, dropped: { nested: 1 } };
  const profile: unknown = {
    quality,
    process: { cpu_s: 10, threads },
    files: [{ path: program, lines: lines satisfies readonly Partial<LineJson>[] }],
    functions: [],
  };
  return {
    name: 'made up',
    kind: 'lines',
    profile: profile as ProfileJson,
    truth: { program, python: '3.12.1', elapsed_s: 10, cpu_s: 10, groups },
    lineSeconds: 10 - unsampled,
  };
}

test('shares are held against three points and four standard deviations', () => {
  const near = judgeShares([
    madeUp({
      cpu: [
        [4, 4.2],
        [6, 5.8],
      ],
    }),
  ]);
  assert.equal(near.verdict, 'ok');
  assert.ok(Math.abs((near.max_error ?? 0) - 0.02) < 1e-9);
  // 0.03 + 4 sqrt(0.4 0.6 / 2500) is 0.069.
  assert.equal(
    judgeShares([
      madeUp({
        cpu: [
          [4, 4.68],
          [6, 5.32],
        ],
      }),
    ]).verdict,
    'ok',
  );
  const far = judgeShares([
    madeUp({
      cpu: [
        [4, 4.71],
        [6, 5.29],
      ],
    }),
  ]);
  assert.equal(far.verdict, 'off');
  assert.deepEqual(
    far.parts.filter(({ ok }) => !ok).map(({ part }) => part),
    ['part 1', 'part 2'],
  );
});

test('what all parts lack is found in the rest', () => {
  const lacking = judgeShares([
    madeUp({
      cpu: [
        [3, 2.6],
        [3, 2.6],
        [3, 2.6],
      ],
    }),
  ]);
  assert.deepEqual(
    lacking.parts.filter(({ ok }) => !ok).map(({ part }) => part),
    ['the rest'],
  );
});

test('no run is no proof', () => {
  for (const judge of [judgeShares, judgeSums, judgeWaiting, judgeIntervals]) assert.equal(judge([]).verdict, 'off');
  assert.equal(judgeStacks([]).verdict, 'off');
});

test('waiting is exact to one percent and what lies around a call', () => {
  assert.equal(judgeWaiting([madeUp({ wait: [[10, 10.1]] })]).verdict, 'ok');
  assert.equal(judgeWaiting([madeUp({ wait: [[10, 10.12]] })]).verdict, 'off');
  assert.equal(judgeWaiting([madeUp({ wait: [[0.1, 0]] })]).verdict, 'off');
});

test('time without a stack is off from two percent and chance on', () => {
  assert.equal(judgeMissed([madeUp({ unsampled: 0.3 })]).verdict, 'ok');
  assert.equal(judgeMissed([madeUp({ unsampled: 0.4 })]).verdict, 'off');
  assert.deepEqual(judgeMissed([madeUp({ unsampled: 0.3 })]).figures['dropped'], 1);
});

test('intervals: too few with the truth in them are off, as far as their number allows', () => {
  const cpu = Array.from({ length: 20 }, () => [0.5, 0.5] as const);
  const wide = madeUp({ cpu, ci95: (share) => [share - 0.01, share + 0.01] });
  const beside = madeUp({ cpu, ci95: (share) => [share + 0.001, share + 0.01] });
  assert.equal(judgeIntervals([wide]).verdict, 'ok');
  assert.equal(judgeIntervals([beside]).verdict, 'off');
  const { figures } = judgeIntervals([wide]);
  assert.deepEqual([figures['intervals'], figures['inside'], figures['share']], [20, 20, 1]);
  // 20 of 20 say no more than that.
  assert.ok(Math.abs((figures['low'] ?? 0) - 0.839) < 0.001, String(figures['low']));
});

test('the chance of a binomial tail', () => {
  assert.equal(chanceOfAtLeast(0, 10, 0.07), 1);
  assert.ok(Math.abs(chanceOfAtLeast(1, 10, 0.07) - (1 - 0.93 ** 10)) < 1e-12);
  assert.ok(Math.abs(chanceOfAtLeast(10, 10, 0.5) - 0.5 ** 10) < 1e-12);
});

function pairs(...ratios: readonly number[]): readonly WorkPair[] {
  return ratios.map((ratio) => [
    { elapsedSeconds: ratio, cpuSeconds: ratio },
    { elapsedSeconds: 1, cpuSeconds: 1 },
  ]);
}

test('overhead: claimed beyond the noise only', () => {
  assert.equal(judgeOverhead(pairs(1.01, 1.02, 1.01, 1.02)).verdict, 'ok');
  assert.equal(judgeOverhead(pairs(1.29, 1.3, 1.31, 1.3)).verdict, 'off');
  assert.equal(judgeOverhead(pairs(0.8, 1.3, 1, 1.1)).verdict, 'open');
  // 12 % in the mean, and as much noise: neither proved nor refuted.
  assert.equal(judgeOverhead(pairs(1.18, 1.06, 1.15, 1.1)).verdict, 'open');
  assert.equal(judgeOverhead(pairs(1.3)).verdict, 'open');
});

test('the worst verdict is that of all', () => {
  const [ok, open, off] = [
    [1.01, 1.02, 1.01, 1.02],
    [0.8, 1.3],
    [1.3, 1.3, 1.3],
  ].map((ratios) => judgeOverhead(pairs(...ratios)));
  assert.ok(ok !== undefined && open !== undefined && off !== undefined);
  assert.equal(verdictOf([ok, ok]), 'ok');
  assert.equal(verdictOf([ok, open]), 'open');
  assert.equal(verdictOf([open, off, ok]), 'off');
});
