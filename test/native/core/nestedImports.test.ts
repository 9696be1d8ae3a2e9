// Imports within imports: what a `__getattr__` imports for others, and chains of modules that each import the next.

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { importFlag } from '../../../src/session/layout.ts';
import type { Stream } from '../../../src/session/session.ts';
import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { compileProgram } from '../builtObject.ts';
import { capture, onlyStream } from '../capture.ts';
import { busy, findImport, rowsOf, writeIn, type Known } from './importFacts.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-nested-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const representatives = pickRepresentatives(await findInterpreters());
const newest = representatives.filter(({ kind }) => kind === 'shared').at(-1);

const write = (path: string, text: string): void => writeIn(folder, path, text);

/** Each imports the next: right parents, and times that are known and add up. The last one's own time is all that it took. */
function assertChain({ stream, known }: { stream: Stream; known: Known }, names: readonly string[]): void {
  const chain = names.map((name) => findImport(stream, name));
  for (const [level, { name, parent, ownNs, totalNs }] of chain.entries()) {
    const [outer, inner] = [chain[level - 1], chain[level + 1]];
    if (outer !== undefined) assert.equal(parent, outer.id, `${name} was imported by ${outer.name}`);
    assert.ok(ownNs >= (known[name] ?? Infinity) * 1e9, `${name}: ${ownNs} ns, it was busy for ${known[name]} s`);
    assert.ok(ownNs + (inner?.totalNs ?? 0) <= totalNs, `${name}: own time without what is imported meanwhile`);
  }
  const whole = chain[0]?.totalNs ?? 0;
  const own = chain.reduce((sum, { ownNs }) => sum + ownNs, 0);
  // What is missing is the core's own work, some microseconds for each.
  assert.ok(own <= whole && own >= 0.9 * whole, `own times are ${own} ns together, all took ${whole} ns`);
}

const title = (name: string, { version, kind }: Interpreter): string => `${name}: ${version} ${kind}`;

describe('imports within imports', { concurrency: 2 }, () => {
  for (const interpreter of representatives) {
    test(
      title('what a __getattr__ imports, the statement imports that asked for the attribute', interpreter),
      async () => {
        write(
          'lazy/__init__.py',
          'def __getattr__(name):\n  import importlib\n  return importlib.import_module("." + name, __name__)\n',
        );
        for (const name of ['heavy', 'light', 'other']) write(`lazy/${name}.py`, '');
        write('front.py', 'import lazy\ndef __getattr__(name):\n  return getattr(lazy, name)\n');
        const asking = [
          'import lazy, front',
          'def use():',
          '  return lazy.heavy',
          'use()',
          'class Proxy:',
          '  def __getattr__(self, name): return getattr(front, name)',
          'Proxy().light',
          'from lazy import other',
        ];
        write('asking.py', asking.join('\n'));
        const stream = onlyStream(await capture([interpreter.path, join(folder, 'asking.py')]));
        const importers = rowsOf(stream, folder)
          .filter(({ module }) => /^lazy\../.test(module))
          .map(({ module, importer }) => [module, importer]);
        const path = join(folder, 'asking.py');
        assert.deepEqual(importers, [
          ['lazy.heavy', { path, line: 3, name: 'use' }],
          ['lazy.light', { path, line: 7, name: '<module>' }],
          ['lazy.other', { path, line: 8, name: '<module>' }],
        ]);
        const frames = Object.fromEntries(stream.imports.map(({ name, callers }) => [name, callers.length]));
        assert.deepEqual(
          ['lazy', 'lazy.heavy', 'lazy.light', 'lazy.other'].map((name) => frames[name]),
          [1, 2, 4, 2],
          'frames go on beyond each __getattr__, and no further',
        );
      },
    );

    test(title('two hundred modules, each importing the next', interpreter), async () => {
      const names = Array.from({ length: 200 }, (_, index) => `link${index}`);
      for (const [index, name] of names.entries())
        write(`chain/${name}.py`, `${busy(name, 0.5)}${index + 1 < names.length ? `import link${index + 1}\n` : ''}`);
      const code = [
        'import json, sys; sys.path.insert(0, sys.argv[1]); sys.setrecursionlimit(10_000)',
        'T = {}; import link0; print(json.dumps(T))',
      ].join('\n');
      const captured = await capture([interpreter.path, '-c', code, join(folder, 'chain')]);
      const stream = onlyStream(captured);
      assertChain({ stream, known: JSON.parse(captured.stdout) }, names);
      const row = rowsOf(stream, folder).find(({ module }) => module === 'link150');
      assert.equal(row?.importer?.path, join(folder, 'chain', 'link149.py'));
    });
  }

  test('extension modules that import each other, forty deep', async () => {
    const python = newest?.path ?? assert.fail('no interpreter');
    const depth = 40;
    const source = join(folder, 'nested_native.c');
    const initialisers = Array.from({ length: depth }, (_, level) => `INITIALISER(${level}, ${level + 1})`);
    writeFileSync(
      source,
      [
        '#include <stdio.h>',
        '#include <time.h>',
        'void *PyModule_Create2(void *, int), *PyImport_ImportModule(const char *);',
        'static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }',
        'static void spin(int level) { double began = now(), t; while ((t = now() - began) < 0.002); printf("%s\\"native%d\\": %f", level ? ", " : "{", level, t); }',
        // The last one finds nothing to import. PyModuleDef: its head, name, documentation, size, and no functions.
        '#define INITIALISER(level, next) void *PyInit_native##level(void) { \\',
        '  static struct { long reference, type, init; long index; void *copy; const char *name, *text; long size; void *rest[6]; } \\',
        '    definition = {1, 0, 0, 0, 0, "native" #level, 0, -1, {0}}; \\',
        `  spin(level); if (next < ${depth}) { if (!PyImport_ImportModule("native" #next)) return NULL; } else puts("}"); \\`,
        '  return PyModule_Create2(&definition, 1013); }',
        ...initialisers,
      ].join('\n'),
    );
    const library = join(folder, 'nested_native.so');
    await compileProgram({ sources: [source], output: library, flags: ['-shared', '-fPIC'] });
    const names = Array.from({ length: depth }, (_, level) => `native${level}`);
    for (const name of names) copyFileSync(library, join(folder, `${name}.so`));
    const code = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import native0`;
    const captured = await capture([python, '-c', code]);
    const stream = onlyStream(captured);
    const known: Known = JSON.parse(captured.stdout);
    assertChain({ stream, known }, names);
    for (const name of names) {
      const { nativeNs, ownNs, flags } = findImport(stream, name);
      assert.ok(
        nativeNs <= ownNs && nativeNs >= (known[name] ?? Infinity) * 1e9 - 1e3,
        `${name}: ${nativeNs} of ${ownNs} ns are native`,
      );
      assert.ok((flags & importFlag.native) !== 0);
    }
  });
});
