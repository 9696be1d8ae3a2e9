// Import bills of drawn runs beside each other: what is claimed, and what is left open.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { Profile } from '../../../../src/profile/profile.ts';
import { compareImports } from '../../../../src/queries/imports/comparison/compare.ts';
import { drawProgram, site } from './drawnImports.ts';

type Stack = readonly [seconds: number, ...frames: string[]];

const main = '/p/app.py:30 main';
const handler = (name: string, line: number): string => `/p/app.py:${line} ${name}`;
const fiveMore = [1, 2, 3, 4, 5].map((n) => `steady${n} 10 /p/app.py:${10 + n}`).join('\n');

function program(imports: string, stacks: readonly Stack[], startedAt = '2024-01-01T00:00:00.000Z'): Profile {
  const drawn = drawProgram(`${imports}\n${fiveMore}`, stacks);
  return { ...drawn, capture: { ...drawn.capture, startedAt, id: startedAt } };
}

const plots = (seconds: number): Stack => [seconds, main, handler('plot', 40), `${site}/plots/draw.py:3 draw`];
const counts = (seconds: number): Stack => [seconds, main, handler('count', 50)];
const bill = 'plots 60 /p/app.py:1\n  plots.draw 40 /p/app.py:1\nnever 50 /p/app.py:2';

/** What became of each finding: "library status because". */
const fates = (before: readonly Profile[], now: Profile): string[] =>
  compareImports(before, now).findings.map(
    ({ finding, status, because }) => `${finding.library} ${status}${because === null ? '' : ` ${because}`}`,
  );

describe('findings of an earlier run', () => {
  const unused = program(bill, [counts(10)]);

  test('hold as long as nothing changes', () => {
    const comparison = compareImports([unused], program(bill, [counts(9)]));
    assert.deepEqual(fates([unused], unused), ['plots holds', 'never holds', ...steady('holds')]);
    assert.deepEqual(comparison.cautions, []);
    assert.ok(
      comparison.libraries.every(
        ({ init, use, loading }) => init.claim === null && use.claim === null && loading === 'same',
      ),
    );
  });

  test('no longer hold when the library is at work now, and the drift says why', () => {
    const now = program(bill, [counts(5), plots(5)]);
    const { findings, workload } = compareImports([unused], now);
    assert.deepEqual(fates([unused], now).slice(0, 2), ['plots gone used', 'never holds']);
    assert.match(findings[0]?.message ?? '', /^plots now takes 50\.0 % \[4\d\.\d %, 5\d\.\d %\] .*, before 0\.0 %/);
    assert.equal(workload.verdict, 'drifted');
    assert.deepEqual(
      workload.entries.map(({ path, name, before, now: share }) => [path, name, before, share]),
      [
        ['app.py', 'count', 1, 0.5],
        ['app.py', 'plot', 0, 0.5],
      ],
    );
  });

  test('no longer hold when the import is gone, made by a function, or costs little', () => {
    const without = program('never 50 /p/app.py:2', [counts(10)]);
    const later = program(`plots 60 /p/app.py:41 plot\nnever 50 /p/app.py:2`, [counts(10)]);
    const cheap = program('plots 0.6 /p/app.py:1\n  plots.draw 0.4 /p/app.py:1\nnever 50 /p/app.py:2', [counts(10)]);
    assert.equal(fates([unused], without)[0], 'plots gone import');
    assert.equal(fates([unused], later)[0], 'plots gone later');
    assert.equal(fates([unused], cheap)[0], 'plots gone cost');
  });

  test('are new the other way round', () => {
    const used = program(bill, [counts(5), plots(5)]);
    const cheap = program('plots 0.6 /p/app.py:1\nnever 50 /p/app.py:2', [counts(10)]);
    assert.equal(fates([used], unused)[0], 'plots new unused');
    assert.equal(fates([program('never 50 /p/app.py:2', [counts(10)])], unused)[0], 'plots new import');
    assert.equal(fates([cheap], unused)[0], 'plots new cost');
  });

  test('are left open when a few samples say otherwise', () => {
    const [few, all] = [program(bill, [counts(0.03)]), program(bill, [counts(0.15), plots(0.01)])];
    assert.ok(fates([few], all).includes('plots unsure'), fates([few], all).join());
    assert.equal(compareImports([few], all).workload.verdict, 'unknown');
  });

  test('no longer hold when the use now is certain, however little was known before', () => {
    const [few, now] = [program(bill, [counts(0.05)]), program(bill, [counts(5), plots(1)])];
    assert.equal(compareImports([few], now).findings[0]?.use.claim, null);
    assert.equal(fates([few], now)[0], 'plots gone used');
  });

  test('of packages follow the packages, not the library', () => {
    const big = 'big 10 /p/app.py:1\n  big.used 10 /p/app.py:1\n  big.idle 70 /p/app.py:1';
    const using = (...parts: string[]) =>
      program(big, [counts(5), ...parts.map((part): Stack => [5, main, `${site}/big/${part}.py:1 run`])]);
    assert.equal(fates([using('used')], using('used'))[0], 'big holds');
    assert.equal(fates([using('used')], using('used', 'idle'))[0], 'big gone used');
  });
});

describe('times', () => {
  const at = (ms: number, other = 10): Profile =>
    program(`heavy ${ms} /p/app.py:1\n${['a', 'b', 'c'].map((name) => `${name} ${other} /p/app.py:2`).join('\n')}`, [
      counts(1),
    ]);
  const claim = (before: readonly Profile[], now: Profile) =>
    compareImports(before, now).libraries.find(({ library }) => library === 'heavy')?.init.claim;

  test('are claimed beyond half as much again, and two milliseconds', () => {
    assert.deepEqual(
      [claim([at(100)], at(140)), claim([at(100)], at(160)), claim([at(100)], at(60))],
      [null, 'more', 'less'],
    );
    assert.deepEqual([claim([at(1)], at(2.5)), claim([at(2.5)], at(1))], [null, null]);
    assert.deepEqual(compareImports([at(100)], at(160)).cautions, ['single']);
  });

  test('of several earlier runs are a range', () => {
    assert.deepEqual([claim([at(100), at(150)], at(160)), claim([at(100), at(150)], at(240))], [null, 'more']);
  });

  test('are not claimed when all libraries were slower', () => {
    const slow = (profile: Profile): Profile => ({
      ...profile,
      imports: profile.imports.map((row) => ({
        ...row,
        ownSeconds: row.ownSeconds * 3,
        totalSeconds: row.totalSeconds * 3,
      })),
    });
    const { libraries, init } = compareImports([at(100)], slow(at(100)));
    assert.ok([init, ...libraries.map((each) => each.init)].every((change) => change.claim === null));
    assert.equal(claim([at(100)], slow(at(300))), 'more');
  });

  test("don't compare when bytecode was compiled in one of the runs", () => {
    const compiled = {
      ...at(300),
      imports: at(300).imports.map((row) => ({ ...row, cached: row.module !== 'heavy' })),
    };
    const { libraries, cautions, findings } = compareImports([compiled], at(100));
    const heavy = libraries.find(({ library }) => library === 'heavy')?.init ?? assert.fail();
    assert.deepEqual([heavy.claim, heavy.compiled, cautions], [null, true, ['compiled']]);
    assert.equal(findings[0]?.status, 'holds');
  });
});

test('runs of other arguments and another Python are said to be', () => {
  const plain = program(bill, [counts(1)]);
  const other: Profile = {
    ...plain,
    capture: { ...plain.capture, command: ['python3', 'a.py', '--fast'] },
    processes: plain.processes.map((process) => ({ ...process, version: '3.11.2' })),
  };
  assert.deepEqual(compareImports([plain], other).cautions, ['command', 'python']);
});

test('earlier runs come oldest first, and a finding says how many of them have it', () => {
  const [old, young] = [program(bill, [counts(10)], '2024-01-01'), program(bill, [counts(5), plots(5)], '2024-01-02')];
  const { before, findings } = compareImports([young, old], program(bill, [counts(10)], '2024-01-03'));
  assert.deepEqual(
    before.map(({ id }) => id),
    ['2024-01-01', '2024-01-02'],
  );
  const plotting = findings.find(({ finding }) => finding.library === 'plots');
  assert.deepEqual([plotting?.status, plotting?.found_before], ['holds', 1]);
});

function steady(status: string): string[] {
  return [1, 2, 3, 4, 5].map((n) => `steady${n} ${status}`);
}
