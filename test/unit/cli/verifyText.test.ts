// What `heatline verify` says of measures that hold, that are off, and that can't be told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatVerification } from '../../../src/cli/verifyText.ts';
import type { MeasureJson, PartJson, Verdict, VerificationJson } from '../../../src/protocol/verification.ts';

const style = { width: 120, colour: false };

function measure(given: Pick<MeasureJson, 'name' | 'verdict'> & Partial<MeasureJson>): MeasureJson {
  return {
    against: 'the truth',
    unit: 'part',
    promised: 0.01,
    max_error: null,
    mean_error: null,
    parts: [],
    figures: {},
    examples: [],
    ...given,
  };
}

function say(verdict: Verdict, ...measures: readonly MeasureJson[]): string {
  const verification: VerificationJson = {
    schema: 'heatline-verification',
    version: 1,
    heatline: '1.2.3',
    interpreter: '/usr/bin/python3',
    python: '3.12.1',
    quick: true,
    wall_s: 25.04,
    verdict,
    measures,
  };
  return formatVerification(verification, style).join('\n');
}

const part = (name: string, given: Partial<PartJson>): PartJson => ({
  run: 'lines',
  part: name,
  truth: 0.2,
  measured: 0.2,
  error: 0,
  allowed: 0.05,
  ok: true,
  ...given,
});

test('a measure that is off names its worst parts and by how much', () => {
  const parts = [
    part('line01', { measured: 0.21, error: 0.01 }),
    part('line02', { measured: 0.26, error: 0.06, ok: false }),
    part('line03', { measured: 0.1, error: -0.1, ok: false }),
  ];
  const shares = measure({ name: 'shares', verdict: 'off', unit: 'share', promised: 0.03, parts });
  assert.equal(
    say('off', { ...shares, max_error: 0.1, mean_error: 0.057 }),
    [
      'Heatline 1.2.3 held against programs that know what they did',
      'CPython 3.12.1, /usr/bin/python3; 25.0 s',
      '',
      '✗ CPU time of lines and functions: off: errors of at most 10.0 points, 5.7 points in the mean (3 parts)',
      '    against the truth',
      '    promised: 3.0 points, and what chance adds',
      '    lines, line03: 10.0 % for 20.0 %, off by 10.0 points, allowed 5.0 points',
      '    lines, line02: 26.0 % for 20.0 %, off by 6.0 points, allowed 5.0 points',
      '',
      'Off: CPU time of lines and functions. The numbers of this interpreter on this machine are not to be trusted there.',
    ].join('\n'),
  );
});

test('intervals say how little their number can prove', () => {
  const figures = { intervals: 23, inside: 23, share: 1, low: 0.857, high: 1 };
  const text = say('ok', measure({ name: 'intervals', verdict: 'ok', unit: 'count', promised: 0.93, figures }));
  assert.ok(
    text.includes('✓ 95 % intervals: 23 of 23 contain the truth: 100.0 %, which says 85.7 % to 100.0 %\n'),
    text,
  );
  assert.ok(text.endsWith('All of it holds on this machine and interpreter.'), text);
});

test('no ratio is claimed inside the noise', () => {
  const figures = {
    pairs: 4,
    elapsed: 1.02,
    elapsed_low: 0.9,
    elapsed_high: 1.16,
    cpu: 1.031,
    cpu_low: 1.01,
    cpu_high: 1.052,
  };
  const text = say('open', measure({ name: 'overhead', verdict: 'open', promised: 0.1, figures }));
  const said = 'elapsed no difference beyond the noise [0.900, 1.160], CPU 1.031x [1.010, 1.052] (4 pairs of runs';
  assert.ok(text.includes(`? Overhead: open: ${said}`), text);
  assert.ok(text.endsWith('Nothing is off. Too noisy to tell: Overhead.'), text);
});

test('stacks that can not exist are shown', () => {
  const figures = { stacks: 400, impossible: 1, deepest: 10, truncated: 0 };
  const text = say('off', measure({ name: 'stacks', verdict: 'off', figures, examples: ['run;oracle_b_0 1'] }));
  assert.ok(text.includes('1 in 400 different stacks'), text);
  assert.ok(text.includes('\n    run;oracle_b_0 1\n'), text);
});
