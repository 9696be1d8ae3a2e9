// The workload after the imports: which functions are entries, and when their mix has drifted beyond what samples vary by.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { Profile } from '../../../../src/profile/profile.ts';
import { compareImports } from '../../../../src/queries/imports/comparison/compare.ts';
import { workloadDrift } from '../../../../src/queries/imports/comparison/drift.ts';
import { seededRandom } from '../../../fixtures/random.ts';
import { drawProgram, site } from './drawnImports.ts';

type Stack = readonly [seconds: number, ...frames: string[]];
const drawn = (...stacks: readonly Stack[]): Profile => drawProgram('', stacks);
const entries = (...stacks: readonly Stack[]): string[] => {
  const profile = drawn(...stacks);
  return workloadDrift([profile], profile).entries.map(({ name, now }) => `${name || '-'} ${now.toFixed(2)}`);
};

const module = '/p/app.py:90 <module>';
const main = '/p/app.py:60 main';
const serve = `${site}/server.py:8 serve`;
const loading = '<frozen importlib._bootstrap>:100 _find_and_load';

describe('an entry is the first function that not all of the time goes through', () => {
  test('handlers that a library calls, commands that main calls', () => {
    const handled = [
      [6, module, main, serve, '/p/app.py:10 index', '/p/app.py:40 render'],
      [4, module, main, serve, '/p/app.py:20 search', '/p/app.py:40 render'],
    ] as const;
    assert.deepEqual(entries(...handled), ['index 0.60', 'search 0.40']);
    assert.deepEqual(entries([9, module, main, '/p/app.py:10 work'], [1, module, main]), ['work 0.90', 'main 0.10']);
  });

  test('functions that threads begin with, without the module that started them', () => {
    const thread = '/usr/lib/python3.12/threading.py:1 run';
    assert.deepEqual(entries([3, thread, '/p/w.py:1 work'], [1, module, main]), ['work 0.75', 'main 0.25']);
  });

  test('what is outside of own functions has no name; loading and stacks without a root are no part', () => {
    const loads = [5, module, main, loading, '/p/other.py:3 <module>', '/p/other.py:9 table'] as const;
    assert.deepEqual(entries([1, module], [1, serve], [5, '…', '/p/app.py:3 f'], loads), ['- 1.00']);
  });

  test('recursion and hundreds of functions deep are one entry', () => {
    const deep = Array.from({ length: 300 }, (_, level) => `/p/app.py:${level + 1} level${level}`);
    assert.equal(entries([1, main, ...deep, '/p/app.py:400 leaf']).length, 1);
    assert.deepEqual(entries([1, main, main, main, '/p/app.py:3 f', main]), ['f 1.00']);
  });

  test('checkouts in two folders have the same ones', () => {
    const here = drawn([1, '/p/app.py:3 f'], [1, '/p/app.py:5 g']);
    const files = here.files.map(({ path, sha256 }) => ({ path: path.replace('/p/', '/ci/'), sha256 }));
    const there = { ...here, files, capture: { ...here.capture, scope: ['/ci'] } };
    assert.equal(workloadDrift([here], there).drift, 0);
  });
});

describe('drift', () => {
  const names = ['index', 'search', 'upload', 'report', 'admin'];
  /** A run of `samples` samples, each of an entry drawn with these probabilities and of a weight that differs as those of signals do. */
  const sampled = (shares: readonly number[], samples: number, random: () => number): Profile => {
    const weights = shares.map(() => [] as number[]);
    for (let sample = 0; sample < samples; sample++) {
      let left = random();
      const at = shares.findIndex((share) => (left -= share) < 0);
      weights[Math.max(0, at)]?.push(0.005 + 0.01 * random());
    }
    const sum = (from: readonly number[]): number => from.reduce((whole, each) => whole + each, 0);
    const profile = drawn(
      ...weights.map((own, at): Stack => [sum(own), module, main, `/p/app.py:${at + 1} ${names[at]}`]),
    );
    const squares = Float64Array.from(profile.cells.squares, (_, cell) => {
      const seconds = profile.cells.seconds[cell] ?? 0;
      const own = weights.find((each) => Math.abs(sum(each) - seconds) < 1e-12) ?? [];
      return sum(own.map((weight) => weight * weight));
    });
    return { ...profile, cells: { ...profile.cells, squares } };
  };
  const mix = [0.5, 0.3, 0.1, 0.06, 0.04];

  test('a thousand pairs of runs of one workload raise no alarm, whatever their length', () => {
    const random = seededRandom(11);
    for (let run = 0; run < 1000; run++) {
      const samples = [20, 100, 400, 1500][run % 4] ?? 0;
      const verdict = workloadDrift([sampled(mix, samples, random)], sampled(mix, 100 + (run % 500), random)).verdict;
      assert.notEqual(verdict, 'drifted', `run ${run}`);
    }
  });

  test('a mix that turns over is seen at once, one that moves a little when there are samples enough', () => {
    const random = seededRandom(12);
    for (let run = 0; run < 100; run++) {
      const flipped = workloadDrift([sampled(mix, 150, random)], sampled(mix.toReversed(), 150, random));
      assert.equal(flipped.verdict, 'drifted', `run ${run}: ${flipped.drift} of ${flipped.threshold}`);
    }
    const moved = [0.35, 0.45, 0.1, 0.06, 0.04];
    assert.equal(workloadDrift([sampled(mix, 4000, random)], sampled(moved, 4000, random)).verdict, 'drifted');
    assert.equal(workloadDrift([sampled(mix, 20, random)], sampled(moved, 20, random)).verdict, 'unknown');
  });

  test('is the sum of the differences, 2 when nothing is in common; what earlier runs differ by is none', () => {
    const [f, g] = [drawn([10, main, '/p/app.py:3 f']), drawn([10, main, '/p/app.py:5 g'])];
    const both = drawn([5, main, '/p/app.py:3 f'], [5, main, '/p/app.py:5 g']);
    assert.equal(workloadDrift([f], g).drift, 2);
    assert.equal(workloadDrift([f], both).drift, 1);
    assert.equal(workloadDrift([f], both).verdict, 'drifted');
    assert.equal(workloadDrift([f, g], both).drift, 0);
    assert.equal(workloadDrift([f, g], f).verdict, 'unknown');
  });

  test('nothing sampled: nothing is known', () => {
    const nothing = drawn([1, '…', '/p/app.py:3 f']);
    assert.equal(workloadDrift([nothing], drawn([1, main])).verdict, 'unknown');
    assert.deepEqual(compareImports([nothing], nothing).findings, []);
  });
});

describe('drawn programs', () => {
  /** Up to eight libraries, some of them packages, each used by a share of the time that is often none. */
  const drawProgramOf = (random: () => number): Profile => {
    const libraries = Array.from({ length: 1 + Math.floor(random() * 8) }, (_, at) => `lib${at}`);
    const imports = libraries.flatMap((name, at) => [
      `${name} ${(random() * 80).toFixed(2)} /p/app.py:${at + 1}`,
      ...(random() < 0.5 ? [`  ${name}.part ${(random() * 40).toFixed(2)} ${site}/${name}/__init__.py:2`] : []),
    ]);
    const stacks = libraries.flatMap((name, at): Stack[] =>
      random() < 0.5 ? [[random() * 3, main, `/p/app.py:${at + 40} use${at}`, `${site}/${name}.py:5 go`]] : [],
    );
    return drawProgram(imports.join('\n'), [[1, main, '/p/app.py:30 other'], ...stacks]);
  };

  test('against themselves every finding holds and nothing is claimed', () => {
    const random = seededRandom(21);
    for (let run = 0; run < 200; run++) {
      const profile = drawProgramOf(random);
      const { findings, libraries, workload, init } = compareImports([profile, profile], profile);
      assert.ok(
        findings.every(({ status }) => status === 'holds'),
        `run ${run}`,
      );
      assert.ok(
        libraries.every((each) => each.init.claim === null && each.use.claim === null && each.loading === 'same'),
      );
      assert.deepEqual([workload.drift, workload.verdict === 'drifted', init.claim], [0, false, null]);
    }
  });

  test('against others: what came one way went the other, and findings are those of the two runs', () => {
    const random = seededRandom(22);
    const opposite: Readonly<Record<string, string>> = { came: 'went', went: 'came', more: 'less', less: 'more' };
    for (let run = 0; run < 300; run++) {
      const [a, b] = [drawProgramOf(random), drawProgramOf(random)];
      const [there, back] = [compareImports([a], b), compareImports([b], a)];
      for (const change of there.libraries) {
        const other = back.libraries.find(({ library }) => library === change.library) ?? assert.fail();
        for (const [one, two] of [
          [change.loading, other.loading],
          [change.init.claim, other.init.claim],
          [change.use.claim, other.use.claim],
        ])
          assert.equal(two, opposite[one ?? ''] ?? one, `run ${run} ${change.library}`);
      }
      assert.ok(Math.abs(there.workload.drift - back.workload.drift) < 1e-9);
      for (const { status, found_now, found_before, because } of there.findings) {
        assert.equal(status === 'holds', found_now && found_before > 0);
        assert.equal(status === 'unsure', because === null && status !== 'holds');
        assert.ok(found_now || found_before > 0);
        if (status === 'new') assert.ok(found_now);
      }
    }
  });
});
