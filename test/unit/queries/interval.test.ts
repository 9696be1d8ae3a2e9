import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { effectiveSamples, sampledInterval } from '../../../src/queries/interval.ts';
import { seededRandom } from '../../fixtures/random.ts';

function rounded(interval: readonly [number, number]): string {
  return interval.map((bound) => bound.toFixed(4)).join(' ');
}

/** `count` samples of 10 ms. */
function equal(count: number): { seconds: number; squares: number } {
  return { seconds: count * 0.01, squares: count * 0.0001 };
}

test('equal weights give the interval of Wilson for a proportion', () => {
  // Published examples: 50 of 100, 10 of 100, none of 20 (the last: z²/(n+z²)).
  assert.equal(rounded(sampledInterval(equal(50), equal(100))), '0.4038 0.5962');
  assert.equal(rounded(sampledInterval(equal(10), equal(100))), '0.0552 0.1744');
  assert.equal(
    rounded(sampledInterval(equal(0), equal(20)).map((bound) => bound / 0.2) as [number, number]),
    '0.0000 0.1611',
  );
});

test('the unit of the weights does not matter', () => {
  const [low, high] = sampledInterval({ seconds: 7, squares: 3 }, { seconds: 100, squares: 90 });
  const [lowMs, highMs] = sampledInterval({ seconds: 7000, squares: 3e6 }, { seconds: 100_000, squares: 90e6 });
  assert.ok(Math.abs(low * 1000 - lowMs) < 1e-6 && Math.abs(high * 1000 - highMs) < 1e-6);
});

test('heavy samples say less than many light ones', () => {
  const all = { seconds: 10, squares: 0.1 };
  const light = sampledInterval({ seconds: 1, squares: 0.005 }, all);
  const heavy = sampledInterval({ seconds: 1, squares: 0.05 }, all);
  assert.ok(heavy[1] - heavy[0] > 1.5 * (light[1] - light[0]));
});

test('effective samples: equal weights count fully, one heavy one hardly', () => {
  assert.equal(effectiveSamples(equal(250)).toFixed(6), '250.000000');
  assert.ok(effectiveSamples({ seconds: 1 + 99 * 0.001, squares: 1 + 99 * 0.000001 }) < 1.3);
  assert.equal(effectiveSamples({ seconds: 0, squares: 0 }), 0);
});

test('without samples what is known stays as it is', () => {
  assert.deepEqual(sampledInterval({ seconds: 0, squares: 0 }, { seconds: 0, squares: 0 }), [0, 0]);
});

/** A program's stacks at 1 kHz: for each millisecond the line it is on, in runs of a mean length. */
function program(random: () => number, milliseconds: number, shares: readonly number[], meanRun: number): Uint8Array {
  const lines = new Uint8Array(milliseconds);
  for (let at = 0; at < milliseconds;) {
    let pick = random();
    let line = 0;
    while (line < shares.length - 1 && pick >= (shares[line] ?? 0)) pick -= shares[line++] ?? 0;
    const end = Math.min(milliseconds, at + 1 + Math.floor(-Math.log(1 - random()) * meanRun));
    lines.fill(line, at, end);
    at = end;
  }
  return lines;
}

interface Sampling {
  /** Milliseconds between two expiries of the timer. */
  readonly period: number;
  /** Expiries are only noticed at every n-th millisecond, with the missed ones as weight. */
  readonly tick: number;
}

interface Outcome {
  readonly coverage: number;
  /** Mean width over that of the binomial's interval with as many signals. */
  readonly width: number;
}

/** Replays programs at random phases and asks how often a line's interval covers its true share. */
function replay({ period, tick }: Sampling, meanRun: number): Outcome {
  const random = seededRandom(20_240 + period * 31 + tick * 7 + meanRun);
  const shares = [0.5, 0.3, 0.15, 0.04, 0.01];
  let covered = 0;
  let asked = 0;
  let widths = 0;
  let binomialWidths = 0;
  for (let round = 0; round < 400; round++) {
    const lines = program(random, 20_000, shares, meanRun);
    const seconds = new Float64Array(shares.length);
    const squares = new Float64Array(shares.length);
    let signals = 0;
    let due = random() * period;
    for (let now = Math.floor(random() * tick); now < lines.length; now += tick) {
      if (due > now) continue;
      const weight = 1 + Math.floor((now - due) / period);
      due += weight * period;
      const line = lines[now] ?? 0;
      seconds[line] = (seconds[line] ?? 0) + weight;
      squares[line] = (squares[line] ?? 0) + weight * weight;
      signals++;
    }
    const all = {
      seconds: seconds.reduce((sum, each) => sum + each, 0),
      squares: squares.reduce((sum, each) => sum + each, 0),
    };
    for (let line = 0; line < shares.length; line++) {
      const truth = lines.reduce((sum, each) => sum + (each === line ? 1 : 0), 0) / lines.length;
      const [low, high] = sampledInterval({ seconds: seconds[line] ?? 0, squares: squares[line] ?? 0 }, all);
      asked++;
      if (low / all.seconds <= truth && truth <= high / all.seconds) covered++;
      widths += (high - low) / all.seconds;
      const [binomialLow, binomialHigh] = sampledInterval(equal(signals * truth), equal(signals));
      binomialWidths += (binomialHigh - binomialLow) / (signals * 0.01);
    }
  }
  return { coverage: covered / asked, width: widths / binomialWidths };
}

describe('replaying stacks at random phases, intervals cover the truth in at least 93 of 100 cases', () => {
  const cases: readonly (readonly [name: string, sampling: Sampling, meanRun: number])[] = [
    ['100 Hz, every millisecond another line', { period: 10, tick: 1 }, 1],
    ['100 Hz, bursts of 5 ms', { period: 10, tick: 1 }, 5],
    ['100 Hz, bursts of 100 ms', { period: 10, tick: 1 }, 100],
    ['100 Hz behind a tick of 4 ms', { period: 10, tick: 4 }, 5],
    ['1 kHz behind a tick of 4 ms: weights', { period: 1, tick: 4 }, 20],
    ['300 Hz behind a tick of 4 ms: uneven weights', { period: 3.3, tick: 4 }, 3],
  ];
  for (const [name, sampling, meanRun] of cases) {
    test(name, (context) => {
      const { coverage, width } = replay(sampling, meanRun);
      context.diagnostic(`covers ${(coverage * 100).toFixed(1)} %, width ${width.toFixed(2)} of the binomial's`);
      assert.ok(coverage >= 0.93, `coverage ${coverage}`);
    });
  }
});
