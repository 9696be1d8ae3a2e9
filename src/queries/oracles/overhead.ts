/** What recording costs a program that always does the same: pairs of runs with and without, taken in turns. */
import { pairedRatio, type Ratio } from '../../base/pairedRatio.ts';
import type { MeasureJson, Verdict } from '../../protocol/verification.ts';

/** What the program measured of itself, from its first statement to its last. */
export interface TimedWork {
  readonly elapsedSeconds: number;
  readonly cpuSeconds: number;
}

export type WorkPair = readonly [recorded: TimedWork, plain: TimedWork];

/**
 * Time alone costs a fraction of a percent; everything that `heatline run` records by default 3 % in the median of our programs, and more where a program is
 * short, because stacks are still new, or allocates as much as this one.
 */
const mostOverhead = 0.1;

export function judgeOverhead(pairs: readonly WorkPair[]): MeasureJson {
  const ratioOf = (read: (work: TimedWork) => number): Ratio =>
    pairedRatio(pairs.map(([recorded, plain]) => [read(recorded), read(plain)]));
  const elapsed = ratioOf(({ elapsedSeconds }) => elapsedSeconds);
  const cpu = ratioOf(({ cpuSeconds }) => cpuSeconds);
  const verdicts = [verdictOf(elapsed), verdictOf(cpu)];
  const part = (name: string, ratio: Ratio) => ({
    run: 'work',
    part: name,
    truth: 1,
    measured: ratio.value,
    error: ratio.value - 1,
    allowed: mostOverhead + beyondNoise(ratio),
    ok: verdictOf(ratio) !== 'off',
  });
  return {
    name: 'overhead',
    verdict: verdicts.includes('off') ? 'off' : verdicts.includes('open') ? 'open' : 'ok',
    against: 'the same work without Heatline, in turns; by the clocks of the program, its start and end left out',
    unit: 'part',
    promised: mostOverhead,
    max_error: Math.max(Math.abs(elapsed.value - 1), Math.abs(cpu.value - 1)),
    mean_error: (Math.abs(elapsed.value - 1) + Math.abs(cpu.value - 1)) / 2,
    parts: [part('elapsed', elapsed), part('CPU', cpu)],
    figures: {
      pairs: pairs.length,
      elapsed: elapsed.value,
      elapsed_low: elapsed.low,
      elapsed_high: elapsed.high,
      cpu: cpu.value,
      cpu_low: cpu.low,
      cpu_high: cpu.high,
    },
    examples: [],
  };
}

/** An interval twice as long as the 95 % one has about four standard deviations on each side. */
function beyondNoise({ value, low }: Ratio): number {
  return value - value * (low / value) ** 2;
}

/** Off only when the noise can't be what makes it so, open when it can hide that the promise is broken. */
function verdictOf(ratio: Ratio): Verdict {
  if (!(ratio.value - beyondNoise(ratio) <= 1 + mostOverhead)) return 'off';
  return ratio.high <= 1 + mostOverhead ? 'ok' : 'open';
}
