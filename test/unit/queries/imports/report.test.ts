// Imports drawn as a tree beside stacks: phases, use, costs and findings.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

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
