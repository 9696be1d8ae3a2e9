// Imports drawn as a tree beside stacks: phases, use, costs and findings.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { formatImports } from '../../../../src/cli/importsTable.ts';
import type { ImportRow } from '../../../../src/profile/importRows.ts';
import { importReport } from '../../../../src/queries/imports/report.ts';
import { drawProgram, site } from './drawnImports.ts';

const loading = '<frozen importlib._bootstrap>:100 _find_and_load';

// All: 360.5 ms at module level. After it: 10 s, of them big 4, light 2.49, needed 0.5, seldom 0.01.
const profile = drawProgram(
  `
site_hook 1
light 5 /app/main.py:1
  heavy 60 ${site}/light/__init__.py:3
    heavy.part 20 ${site}/heavy/__init__.py:1
  light.core 5 ${site}/light/__init__.py:4
big 10 /app/main.py:2
  big.used 10 ${site}/big/__init__.py:1
  big.idle 40 ${site}/big/__init__.py:2
    big.idle.more 30 ${site}/big/idle/__init__.py:1
never 50 /app/main.py:3
  needed 15 ${site}/never.py:1
seldom 30 /app/main.py:4
small 0.5 /app/main.py:5
extra.helper 85 /app/main.py:6
late 70 /app/main.py:20 work
`,
  [
    [3, '/app/main.py:20 work'],
    [4, '/app/main.py:21 work', `${site}/big/used.py:5 run`],
    [2.49, '/app/main.py:22 work', `${site}/light/core.py:7 go`],
    [0.5, '/app/main.py:23 work', `${site}/needed.py:7 go`],
    [0.01, '/app/main.py:24 work', `${site}/seldom.py:2 call`],
    [0.9, '/app/main.py:3 <module>', loading, `${site}/never.py:1 <module>`],
    [0.1, '…', `${site}/never.py:1 <module>`],
  ],
);
const report = importReport(profile);
const near = (got: number | undefined, wanted: number): void =>
  assert.ok(Math.abs((got ?? NaN) - wanted) < 1e-9, `${got} instead of ${wanted}`);
const shown = {
  style: { width: 120, colour: false },
  top: 15,
  shortPath: (path: string): string => path,
  unavailable: false,
};
const library = (name: string) => report.libraries.find((each) => each.library === name) ?? assert.fail(name);

describe('imports', () => {
  test('what the interpreter imports comes before, what a called function imports after initialisation', () => {
    const phases = new Map(report.imports.map(({ module, phase }) => [module, phase]));
    assert.equal(phases.get('site_hook'), 'start');
    assert.equal(phases.get('late'), 'use');
    assert.equal([...phases.values()].filter((phase) => phase === 'init').length, report.imports.length - 2);
    near(report.init_s, 0.3605);
  });

  test("what a host loads in a function is initialisation when it is the program's own code", () => {
    const { imports } = importReport(
      drawProgram(
        `
app.handler 4 /app/host.py:30 serve
  needed 3 /app/handler.py:1
late 2 /app/handler.py:9 handle
`,
        [[1, '/app/host.py:30 serve']],
      ),
    );
    assert.deepEqual(
      imports.map(({ phase }) => phase),
      ['init', 'init', 'use'],
    );
  });

  test('use is what was sampled while nothing was loaded, at or below a library', () => {
    near(library('big').use.share, 0.4);
    near(library('light').use.share, 0.249);
    near(library('seldom').use.share, 0.001);
    assert.deepEqual([library('never').use.share, library('never').use.touched], [0, false]);
    const { ci95 } = library('seldom').use;
    assert.ok(ci95[0] < 0.001 && ci95[1] > 0.001 && ci95[1] < 0.02, String(ci95));
    const used = new Map(report.imports.map(({ module, use }) => [module, use.touched]));
    assert.deepEqual([used.get('big.used'), used.get('big.idle')], [true, false]);
  });

  test('a library costs its modules; with others what they imported too', () => {
    near(library('heavy').init_s, 0.08);
    near(library('light').init_s, 0.01);
    near(library('light').cumulative_s, 0.09);
    near(library('big').init_share, 0.09 / 0.3605);
    assert.equal(library('big').modules, 4);
    assert.deepEqual(library('heavy').chain, [
      { path: '/app/main.py', line: 1 },
      { path: `${site}/light/__init__.py`, line: 3 },
    ]);
    near(library('late').init_s, 0);
  });

  test('the four patterns, largest saving first, each at its statement', () => {
    const found = report.findings.map(({ pattern, modules, path, line, saving_s }) => [
      pattern,
      modules.join(' '),
      `${path.replace(site, '')}:${line}`,
      Number(saving_s.toFixed(6)),
    ]);
    assert.deepEqual(found, [
      ['unused', 'extra', '/app/main.py:6', 0.085],
      ['transitive', 'heavy', '/light/__init__.py:3', 0.08],
      ['subpackages', 'big.idle', '/big/__init__.py:2', 0.07],
      ['unused', 'never', '/app/main.py:3', 0.05],
      ['rare', 'seldom', '/app/main.py:4', 0.03],
    ]);
    assert.deepEqual(
      report.findings.map(({ own }) => own),
      [true, false, false, true, true],
    );
  });

  test('what is used anyway saves nothing, what is cheap is not named, nor what a function imports', () => {
    const names = report.findings.map((finding) => finding.library);
    assert.ok(!names.includes('needed') && !names.includes('small') && !names.includes('late'));
  });

  test('a library that several statements load is one finding: where to begin, and what each of the others saves', () => {
    const { findings } = importReport(
      drawProgram(
        `
dear 20 /app/main.py:1
dear.near 5 /app/main.py:1
dear.extra 30 /app/main.py:2
wrap 10 /app/main.py:3
  dear.more 50 ${site}/wrap/__init__.py:3
big 10 /app/main.py:4
  big.idle 8 ${site}/big/__init__.py:2
  big.used 1 ${site}/big/__init__.py:3
  big.rest 9 ${site}/big/__init__.py:4
wrap.part 1 /app/main.py:5
`,
        [
          [5, '/app/main.py:20 work', `${site}/wrap/part.py:5 run`],
          [5, '/app/main.py:20 work', `${site}/big/used.py:5 run`],
        ],
      ),
    );
    const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e3;
    const shown = findings.map(({ modules, path, line, saving_s, others }) => [
      modules.join(' '),
      `${path.replace(site, '')}:${line}`,
      round(saving_s),
      others.map((each) => `${each.path.replace(site, '')}:${each.line} ${each.own} ${round(each.saving_s)}`),
    ]);
    assert.deepEqual(shown, [
      ['dear', '/app/main.py:2', 105, ['/app/main.py:1 true 25', '/wrap/__init__.py:3 false 50']],
      ['big.idle big.rest', '/big/__init__.py:2', 17, ['/big/__init__.py:4 false 9']],
    ]);
  });

  test('what comes with a rarely used library and is rarely used itself is saved with it', () => {
    const drawn = drawProgram(
      `
seldom 30 /app/main.py:1
  comes 20 ${site}/seldom.py:1
    often 40 ${site}/comes.py:1
  known 10 ${site}/seldom.py:2
  never 5 ${site}/seldom.py:3
`,
      [
        [9.9, '/app/main.py:20 work', `${site}/often.py:5 run`],
        [0.03, '/app/main.py:21 work', `${site}/seldom.py:5 run`],
        [0.04, '/app/main.py:22 work', `${site}/comes.py:5 run`],
        [0.03, '/app/main.py:23 work', '/usr/lib/python3.12/known.py:5 run'],
      ],
    );
    const standard = (row: ImportRow): ImportRow =>
      row.module === 'known' ? { ...row, path: '/usr/lib/python3.12/known.py' } : row;
    const { findings } = importReport({ ...drawn, imports: drawn.imports.map(standard) });
    const saving = Object.fromEntries(findings.map((finding) => [finding.library, finding.saving_s]));
    // Not what is used anyway, nor of the standard library what is used at all.
    near(saving['seldom'], 0.055);
    assert.deepEqual([saving['comes'], saving['never']], [undefined, undefined], 'no findings of their own beside it');
  });

  describe('functions that were noticed', () => {
    /** Only the host of `inner` was sampled outside of imports; of each module, how many functions were watched, and whether one was called. */
    const noticed = (calls: Readonly<Record<string, readonly [functions: number, called: boolean | null]>>) => {
      const drawn = drawProgram(
        `
dear 30 /app/main.py:1
  dear.part 10 ${site}/dear/__init__.py:1
wrap 30 /app/main.py:2
host 1 /app/main.py:3
  inner 40 ${site}/host.py:3
`,
        [
          [5, '/app/main.py:20 work'],
          [5, '/app/main.py:21 work', `${site}/host.py:5 run`],
        ],
      );
      const imports = drawn.imports.map((row): ImportRow => {
        const [functions, called] = calls[row.module] ?? [0, null];
        return { ...row, functions, called };
      });
      return importReport({ ...drawn, imports });
    };
    const messageOf = (said: ReturnType<typeof noticed>, library: string): string =>
      said.findings.find((finding) => finding.library === library)?.message ?? '';

    test('one that was called and never sampled is use: nothing says "unused"', () => {
      const said = noticed({ dear: [3, false], 'dear.part': [2, true], wrap: [1, true], inner: [4, true] });
      const patterns = said.findings.map(({ pattern, library }) => `${library} ${pattern}`).sort();
      assert.deepEqual(patterns, ['dear rare', 'inner transitive', 'wrap rare']);
      for (const { message, use } of said.findings) {
        assert.match(message, /takes? \d.* only 0\.0 % of the time after it \(95 %: up to \d+\.\d %\)\.$/);
        assert.doesNotMatch(message, /\b(?:nothing|not|none)\b/);
        assert.deepEqual([use.touched, use.called], [true, true]);
      }
      const dear = said.libraries.find(({ library }) => library === 'dear');
      assert.deepEqual([dear?.use.touched, dear?.use.called, dear?.use.functions], [true, true, 5]);
      const modules = said.imports.map(({ module, use }) => [module, use.touched, use.called, use.functions]);
      assert.deepEqual(modules.slice(0, 2), [
        ['dear', false, false, 3],
        ['dear.part', true, true, 2],
      ]);
      assert.match(formatImports(said, shown).join('\n'), /0 %.* dear /);
      assert.doesNotMatch(formatImports(said, shown).join('\n'), /not seen|nothing of it/);
    });

    test('that none was called stands beside that none was seen', () => {
      const said = noticed({ dear: [3, false], 'dear.part': [2, false], wrap: [1, false], inner: [1, false] });
      assert.match(
        messageOf(said, 'dear'),
        /nothing of it was seen at work afterwards \(none of its 5 Python functions was called\)\.$/,
      );
      assert.match(messageOf(said, 'wrap'), / afterwards \(its Python function was not called\)\.$/);
      assert.match(formatImports(said, shown).join('\n'), /not seen +dear /);
    });

    test('where not all is known, nothing is said of calls', () => {
      const said = noticed({ dear: [3, false], 'dear.part': [2, null] });
      assert.match(messageOf(said, 'dear'), /nothing of it was seen at work afterwards\.$/);
      assert.equal(said.findings.find(({ library }) => library === 'dear')?.use.called, null);
    });

    test('of a used library a package with a function that was called is no unused package', () => {
      const drawn = drawProgram(
        `
big 10 /app/main.py:2
  big.used 10 ${site}/big/__init__.py:1
  big.once 40 ${site}/big/__init__.py:2
`,
        [[4, '/app/main.py:21 work', `${site}/big/used.py:5 run`]],
      );
      const findingsWith = (called: boolean | null): readonly string[] => {
        const imports = drawn.imports.map((row) =>
          row.module === 'big.once' ? { ...row, functions: 1, called } : row,
        );
        return importReport({ ...drawn, imports }).findings.flatMap(({ modules }) => modules);
      };
      assert.deepEqual([findingsWith(true), findingsWith(false)], [[], ['big.once']]);
    });
  });

  test('fifty thousand imports, each within the one before or of a library of its own, are reported in bounded time', () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => ({
      ...(profile.imports[1] ?? assert.fail()),
      module: `lib${index % 2 === 0 ? index : 0}.m${index}`,
      parent: index % 1000 === 0 ? -1 : index - 1,
    }));
    assert.equal(importReport({ ...profile, imports: chain }).imports.length, 50_000);
  });

  test('nothing imported: nothing to say', () => {
    const empty = importReport(drawProgram('', [[1, '/app/main.py:1 <module>']]));
    assert.deepEqual([empty.init_s, empty.libraries, empty.findings, empty.imports], [0, [], [], []]);
  });
});
