// The tree of calling contexts, drawn as imports beside stacks and read as indented text.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { profileFromDrawing } from '../../../../src/profile/profileFromDrawing.ts';
import type { Profile } from '../../../../src/profile/profile.ts';
import type { ContextRow, ImportContexts } from '../../../../src/protocol/importContexts.ts';
import { importContexts, type ContextLimits } from '../../../../src/queries/imports/contexts/contexts.ts';
import { importReport } from '../../../../src/queries/imports/report.ts';
import { seededRandom } from '../../../fixtures/random.ts';
import { drawProgram, site } from './drawnImports.ts';

const standard = '/usr/lib/python3.12';
const loading = '<frozen importlib._bootstrap>:100 _find_and_load';

function ask(profile: Profile, library: string | null = null, limits: Partial<ContextLimits> = {}): ImportContexts {
  return importContexts(profile, importReport(profile), { library, limits });
}

/** "name percent place": indented, without what is empty. */
function drawn({ contexts }: ImportContexts): string[] {
  return contexts.map((row) => {
    const place = row.place === null ? '' : ` ${row.place.path.replace(`${site}/`, '')}:${row.place.line}`;
    const name = row.kind === 'more' ? `${row.n_rows} more` : row.name;
    return `${'  '.repeat(row.depth)}${name} ${(row.share * 100).toFixed(1)}${place}`;
  });
}

const imports = `
web 5 /app/main.py:1
  web.serving 10 ${site}/web/__init__.py:1
  web.routing 10 ${site}/web/__init__.py:2
yaml 300 /app/main.py:2
  yaml.reader 30 ${site}/yaml/__init__.py:1
nums 20 /app/main.py:3
  nums.linalg 20 ${site}/nums/__init__.py:1
  nums.linalg.core 20 ${site}/nums/linalg/__init__.py:1
`;

const main = '/app/main.py:90 <module>';
const shop = drawProgram(imports, [
  [1, main, `${site}/web/serving.py:40 serve`, `${site}/web/routing.py:7 find`],
  [
    2,
    main,
    `${site}/web/serving.py:40 serve`,
    '/app/main.py:30 handler@28',
    `${site}/nums/linalg/__init__.py:3 solve`,
    `${site}/nums/linalg/core.py:9 run`,
  ],
  [6, main, `${site}/web/serving.py:41 serve`, '/app/main.py:31 handler@28'],
  [0.04, main, `${site}/web/serving.py:41 serve`, '/app/main.py:88 export@80', `${site}/yaml/reader.py:5 read`],
  [0.96, main, '/app/main.py:70 tidy@60', '/usr/lib/libc.so.6!memcpy'],
  [5, main, loading, `${site}/yaml/__init__.py:1 <module>`],
  [3, '…', `${site}/yaml/reader.py:5 read`],
]);

describe('calling contexts of libraries', () => {
  test('lead from the program down to where a library is entered, what of it is reached, and what it calls back', () => {
    assert.deepEqual(drawn(ask(shop)), [
      '<module> 100.0 /app/main.py:1',
      '  web 90.4 /app/main.py:90',
      '    handler 80.0 /app/main.py:28',
      '      nums 20.0 /app/main.py:30',
      '        nums.linalg 20.0 nums/linalg/__init__.py:1',
      '          nums.linalg.core 20.0 nums/linalg/core.py:1',
      '    web.routing 10.0 web/routing.py:1',
      '    export 0.4 /app/main.py:80',
      '      yaml 0.4 /app/main.py:88',
      '        yaml.reader 0.4 yaml/reader.py:1',
      '    web.serving 0.0 web/serving.py:1',
      '  tidy 9.6 /app/main.py:90',
    ]);
  });

  test('what costs much and is used little is visible in one row', () => {
    const yaml = ask(shop).contexts.find(({ name }) => name === 'yaml');
    assert.deepEqual(yaml?.calls, [{ path: '/app/main.py', line: 88, name: 'export' }]);
    assert.equal(yaml.library?.n_contexts, 1);
    assert.equal(yaml.library.origin, 'installed');
    assert.ok(Math.abs((yaml.cost?.init_s ?? 0) - 0.33) < 1e-9 && (yaml.cost?.init_share ?? 0) > 0.7);
    assert.equal(yaml.cost?.rss_bytes, 2_000_000);
    assert.equal(yaml.samples, 4);
    assert.ok(yaml.ci95[0] > 0 && yaml.ci95[0] < 0.004 && yaml.ci95[1] > 0.004 && yaml.ci95[1] < 0.02);
  });

  test('what loads, and stacks that lack frames, are no use; shares are of the same whole as the libraries’', () => {
    const contexts = ask(shop);
    assert.ok(Math.abs(contexts.use_s - 10) < 1e-9);
    assert.equal(contexts.samples, 1000);
    for (const { library, use } of importReport(shop).libraries) {
      const narrowed = ask(shop, library);
      assert.ok(Math.abs(narrowed.share - use.share) < 1e-9, library);
      assert.deepEqual(narrowed.ci95, use.ci95);
    }
  });

  test('a module that is only passed through is reached', () => {
    const row = (name: string) => ask(shop).contexts.find((each) => each.name === name);
    assert.deepEqual([row('web.serving')?.share, row('web.serving')?.reached_share?.toFixed(3)], [0, '0.904']);
    assert.deepEqual([row('nums.linalg')?.kind, row('nums.linalg')?.own_share], ['package', 0]);
    assert.deepEqual([row('nums.linalg.core')?.kind, row('nums.linalg.core')?.own_share], ['module', 0.2]);
  });

  test('narrowed to a library, only what is at or below its code counts', () => {
    assert.deepEqual(drawn(ask(shop, 'nums')), [
      '<module> 20.0 /app/main.py:1',
      '  web 20.0 /app/main.py:90',
      '    handler 20.0 /app/main.py:28',
      '      nums 20.0 /app/main.py:30',
      '        nums.linalg 20.0 nums/linalg/__init__.py:1',
      '          nums.linalg.core 20.0 nums/linalg/core.py:1',
      '    web.serving 0.0 web/serving.py:1',
    ]);
    assert.deepEqual(ask(shop, 'nobody').contexts, []);
    const ways = (library: string) =>
      ask(shop, 'nums').contexts.find(({ name }) => name === library)?.library?.n_contexts;
    assert.deepEqual([ways('nums'), ways('web')], [1, null]);
  });

  test('recursion is one row, in own code and through libraries', () => {
    const visit = `${site}/nums/linalg/__init__.py:4 visit`;
    const profile = drawProgram(imports, [
      [2, '/app/main.py:9 walk', '/app/main.py:9 walk', '/app/main.py:9 walk'],
      [3, '/app/main.py:9 walk', visit, '/app/main.py:20 leaf', visit, '/app/main.py:9 walk', visit, visit],
      [
        4,
        '/app/main.py:9 walk',
        `${site}/web/routing.py:1 a`,
        `${site}/yaml/reader.py:1 b`,
        `${site}/web/routing.py:2 c`,
      ],
      [1, '/app/main.py:9 walk', '/app/main.py:10 walk.<locals>.<genexpr>'],
    ]);
    assert.deepEqual(drawn(ask(profile, null, { leastShare: 0.01 })), [
      'walk 100.0 /app/main.py:1',
      '  web 40.0 /app/main.py:9',
      '    web.routing 40.0 web/routing.py:1',
      '    yaml 0.0 web/routing.py:1',
      '      yaml.reader 0.0 yaml/reader.py:1',
      '  nums 30.0 /app/main.py:9',
      '    nums.linalg 30.0 nums/linalg/__init__.py:1',
      '    leaf 0.0 /app/main.py:1',
      '      nums 0.0 /app/main.py:20',
      '        nums.linalg 0.0 nums/linalg/__init__.py:1',
    ]);
    assert.ok(Math.abs((ask(profile).contexts[0]?.own_share ?? 0) - 0.3) < 1e-9);
  });

  test('several lines that call the same are one row, the one with most time first', () => {
    const profile = drawProgram(imports, [
      [1, '/app/main.py:9 f', `${site}/yaml/reader.py:1 b`],
      [2, '/app/main.py:12 f', `${site}/yaml/reader.py:1 b`],
    ]);
    const yaml = ask(profile).contexts.find(({ name }) => name === 'yaml');
    assert.deepEqual([yaml?.place?.line, yaml?.calls.map(({ line }) => line), yaml?.n_calls], [12, [12, 9], 2]);
  });

  test('what starts a program or a thread is no use of the standard library, what it does there is', () => {
    const profile = drawProgram(`threading 2 /app/main.py:1\n`, [
      [1, `${standard}/threading.py:9 run`, '/app/main.py:9 work'],
      [3, `${standard}/threading.py:9 run`, `${standard}/threading.py:12 wait`],
    ]);
    const threading = { ...profile.imports[0], path: `${standard}/threading.py` };
    const found = { ...profile, imports: [threading as (typeof profile.imports)[number]] };
    assert.deepEqual(drawn(ask(found)), ['threading 75.0', 'work 25.0 /app/main.py:1']);
    assert.equal(ask(found).contexts[0]?.own_share, 0.75);
    assert.deepEqual(drawn(ask(found, 'threading'))[0], 'threading 100.0');
  });

  test('threads have entry points of their own, processes only where there are several', () => {
    const profile = profileFromDrawing(`
      seconds  1              2              1
      thread   main           worker         worker
               a.py:3 main    a.py:3 main    a.py:7 poll
    `);
    assert.deepEqual(
      ask(profile).contexts.map(({ name, thread, share }) => [name, thread, share]),
      [
        ['main', true, 0.5],
        ['main', false, 0.25],
        ['poll', true, 0.25],
      ],
    );
    const [row] = profile.processes;
    assert.ok(row !== undefined);
    const forked = {
      ...profile,
      processes: [row, { ...row, pid: 7, command: ['python3', 'b.py'] }],
      threads: profile.threads.map((thread) => ({ ...thread, process: thread.main ? 0 : 1 })),
    };
    assert.deepEqual(drawn(ask(forked)), [
      'python3 b.py 75.0',
      '  main 50.0 a.py:1',
      '  poll 25.0 a.py:1',
      'python3 a.py 25.0',
      '  main 25.0 a.py:1',
    ]);
  });

  test('small rows are folded into one, but for what costs much to load', () => {
    const few = drawn(ask(shop, null, { leastShare: 0.3 }));
    assert.ok(
      few.some((line) => line.endsWith('yaml 0.4 /app/main.py:88')),
      few.join('\n'),
    );
    const cheap = { ...shop, imports: [] };
    const folded = ask(cheap, null, { leastShare: 0.3 });
    assert.deepEqual(drawn(folded).at(-1), '  2 more 10.0');
    assert.deepEqual(folded.contexts.at(-1)?.own_share, folded.contexts.at(-1)?.share);
  });

  test('without use there is nothing', () => {
    const nothing = ask(drawProgram(imports, [[1, main, loading]]));
    assert.deepEqual([nothing.use_s, nothing.contexts, nothing.share, nothing.ci95], [0, [], 0, [0, 1]]);
  });
});

/** A program of a few functions and modules that call each other at random. */
function randomProgram(seed: number): Profile {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? assert.fail('nothing to pick');
  const frames = [
    ...Array.from({ length: 6 }, (_, index) => `/app/main.py:${index * 10 + 3} f${index}@${index * 10 + 1}`),
    '/app/main.py:4 f0.<locals>.<genexpr>@4',
    `${site}/web/serving.py:4 serve`,
    `${site}/web/routing.py:4 find`,
    `${site}/yaml/reader.py:8 read`,
    `${site}/nums/linalg/core.py:2 run`,
    `${site}/nums/linalg/_fast.so!dot`,
    '/usr/lib/libc.so.6!memcpy',
    '<string>:1 generated',
  ];
  const rare = [loading, '…'];
  const stacks = Array.from({ length: 120 }, () => {
    const depth = 1 + Math.floor(random() * 12);
    const stack = Array.from({ length: depth }, () => (random() < 0.01 ? pick(rare) : pick(frames)));
    return [Number((random() ** 4).toFixed(4)) + 0.0001, ...stack] as [number, ...string[]];
  });
  return drawProgram(imports, stacks);
}

test('rows and own time add up to the row above, in any program and under any limit', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const profile = randomProgram(seed);
    for (const limits of [{}, { leastShare: 0.05, mostChildren: 3 }, { mostRows: 10 }, { mostLevels: 2 }])
      for (const library of [null, 'yaml']) {
        const found = ask(profile, library, limits);
        const said = `seed ${seed}, ${JSON.stringify(limits)}, ${library}`;
        addsUp(found, said);
        const use = importReport(profile).libraries.find((each) => each.library === 'yaml')?.use.share ?? 0;
        assert.ok(Math.abs(found.share - (library === null ? 1 : use)) < 1e-9, said);
      }
  }
});

function addsUp({ contexts, share, own_share, samples }: ImportContexts, said: string): void {
  const below = new Map<number | null, ContextRow[]>();
  for (const [index, row] of contexts.entries()) {
    assert.ok(row.parent === null || row.parent < index, said);
    below.set(row.parent, [...(below.get(row.parent) ?? []), row]);
  }
  const sum = (rows: readonly ContextRow[]): number => rows.reduce((all, row) => all + row.share, 0);
  assert.ok(Math.abs(sum(below.get(null) ?? []) + own_share - share) < 1e-9, said);
  assert.ok((below.get(null) ?? []).reduce((all, row) => all + row.samples, 0) <= samples, said);
  for (const [index, row] of contexts.entries()) {
    assert.equal(row.has_children, below.has(index), said);
    assert.ok(Math.abs(sum(below.get(index) ?? []) + row.own_share - row.share) < 1e-9, `${said}, row ${index}`);
    assert.ok(row.ci95[0] <= row.share && row.share <= row.ci95[1], said);
    assert.ok((row.reached_share ?? 1) + 1e-9 >= row.own_share, said);
  }
}

test('a hostile profile has a tree of bounded depth and size', () => {
  const deep = Array.from({ length: 300 }, (_, index) => `/app/main.py:${index + 1} f${index}@${index + 1}`);
  const wide = Array.from({ length: 300 }, (_, index): [number, ...string[]] => [
    0.01,
    `/app/main.py:1 g${index}@${index + 1}`,
    `${site}/yaml/reader.py:8 read`,
  ]);
  const found = ask(drawProgram(imports, [[1, ...deep], ...wide]));
  assert.equal(Math.max(...found.contexts.map(({ depth }) => depth)), 59);
  assert.equal(found.contexts.filter(({ cut }) => cut).length, 1);
  assert.ok(found.contexts.length < 300);
  assert.deepEqual(
    found.contexts.filter(({ kind }) => kind === 'more').map(({ n_rows }) => n_rows),
    [251],
  );
  addsUp(found, 'hostile');
});
