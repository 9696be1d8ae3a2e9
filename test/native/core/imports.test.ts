// What is recorded of imports: known initialisers, in every way that there is to import.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { ensurePrograms } from '../../../src/build/programs.mjs';
import { importFlag, unavailableBit } from '../../../src/session/layout.ts';
import type { Stream } from '../../../src/session/session.ts';
import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { compileProgram } from '../builtObject.ts';
import { capture, onlyStream, runProgram, type CaptureSettings } from '../capture.ts';
import { busy, findImport, rowsOf, writeIn, type Known } from './importFacts.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-imports-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const representatives = pickRepresentatives(await findInterpreters());
const newest = representatives.filter(({ kind }) => kind === 'shared').at(-1);

const write = (path: string, text: string): void => writeIn(folder, path, text);

write('outer.py', `${busy('outer', 30)}import inner\n`);
write('inner.py', busy('inner', 20));
write('pack/__init__.py', busy('pack', 10));
write('pack/deep/__init__.py', '');
write('pack/deep/leaf.py', busy('pack.deep.leaf', 15));
write('space/part.py', busy('space.part', 5));
write('late.py', busy('late', 10));
write('broken.py', 'raise ValueError("no")\n');
write(
  'odd.py',
  'import sys\nclass Odd:\n  def __getattr__(self, name): raise RuntimeError(name)\nsys.modules[__name__] = Odd()\n',
);
write('again.py', busy('again', 5));
write('threaded.py', busy('threaded', 10));
const main = [
  'T = {}',
  'import outer',
  'import pack.deep.leaf',
  'import space.part',
  'import importlib',
  'dynamic = importlib.import_module("late")',
  'import again',
  'importlib.reload(again)',
  'try:',
  '  import broken',
  'except ValueError: pass',
  'try:',
  '  import nowhere_at_all',
  'except ImportError: pass',
  'import odd',
  'import threading',
  'def f():',
  '  import threaded',
  'thread = threading.Thread(target=f)',
  'thread.start(); thread.join()',
  'import outer',
  'import json',
  'print(json.dumps(T))',
  '',
].join('\n');
write('main.py', main);

async function run(python: string, settings: CaptureSettings = {}): Promise<{ stream: Stream; known: Known }> {
  const captured = await capture([python, join(folder, 'main.py')], settings);
  const stream = onlyStream(captured);
  return { stream, known: JSON.parse(captured.stdout) };
}

const lineOf = (text: string): number => main.split('\n').findIndex((line) => line.trim() === text) + 1;
const title = (name: string, { version, kind }: Interpreter): string => `${name}: ${version} ${kind}`;

describe('imports', { concurrency: 2 }, () => {
  for (const interpreter of representatives) {
    test(title('own times, who imported it, and what lies in what', interpreter), async () => {
      const { stream, known } = await run(interpreter.path);
      assert.equal(stream.header.unavailable & unavailableBit.imports, 0);
      const rows = rowsOf(stream, folder);
      for (const [name, seconds] of Object.entries(known)) {
        if (name === 'again') continue;
        const { ownNs } = findImport(stream, name);
        assert.ok(ownNs * 1e-9 >= seconds, `${name}: ${ownNs * 1e-9} s of ${seconds} s`);
      }
      const row = (name: string) => rows.find(({ module }) => module === name) ?? assert.fail(name);
      assert.equal(rows[row('inner').parent]?.module, 'outer');
      assert.deepEqual(row('inner').importer, { path: join(folder, 'outer.py'), line: 5, name: '<module>' });
      assert.deepEqual(row('outer').importer, {
        path: join(folder, 'main.py'),
        line: lineOf('import outer'),
        name: '<module>',
      });
      assert.equal(row('late').importer?.line, lineOf('dynamic = importlib.import_module("late")'));
      assert.equal(row('threaded').importer?.name, 'f');
      assert.notEqual(row('threaded').thread, row('outer').thread);
      const leaf = row('pack.deep.leaf');
      assert.equal(leaf.path, join(folder, 'pack', 'deep', 'leaf.py'));
      // A package is loaded while its module is looked for.
      assert.equal(rows[row('pack.deep').parent]?.module, 'pack.deep.leaf');
      assert.equal(rows[row('pack').parent]?.module, 'pack.deep');
      const { totalSeconds, ownSeconds } = row('outer');
      assert.ok(ownSeconds <= totalSeconds - row('inner').totalSeconds, 'own is without what is imported meanwhile');
      assert.ok(totalSeconds >= (known['outer'] ?? 0) + (known['inner'] ?? 0));
      assert.equal(row('space').path, '', 'a namespace package has no file');
      assert.ok(row('broken').failed && row('nowhere_at_all').failed);
      assert.equal(row('odd').path, '', 'a module that put something else in its place is not asked');
      assert.equal(rows.filter(({ module, reload }) => module === 'again' && reload).length, 1);
      assert.equal(rows.filter(({ module }) => module === 'outer').length, 1, 'what is loaded is no import any more');
      const ids = stream.imports.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
    });
  }

  test('the second time it comes from bytecode', async () => {
    const python = newest?.path ?? assert.fail('no interpreter');
    const cache = mkdtempSync(join(folder, 'cache-'));
    const env = { ...process.env, PYTHONPYCACHEPREFIX: cache, PYTHONDONTWRITEBYTECODE: '' };
    const isCached = async () =>
      (findImport((await run(python, { env })).stream, 'inner').flags & importFlag.cached) !== 0;
    assert.deepEqual([await isCached(), await isCached()], [false, true]);
  });

  test('a native initialiser belongs to its module', async () => {
    const python = newest?.path ?? assert.fail('no interpreter');
    const source = join(folder, 'slow_native.c');
    writeFileSync(
      source,
      [
        '#include <stdio.h>',
        '#include <time.h>',
        'static double spent;',
        'static void spin(double s) { struct timespec a, b; double t; clock_gettime(CLOCK_MONOTONIC, &a);',
        '  do { clock_gettime(CLOCK_MONOTONIC, &b); t = (b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) * 1e-9; } while (t < s);',
        '  spent += t; }',
        'static __attribute__((constructor)) void start(void) { spin(0.15); }',
        'void *PyModule_Create2(void *, int);',
        // PyModuleDef: its head, name, documentation, size, and no functions.
        'static struct { long reference, type, init; long index; void *copy; const char *name, *text; long size; void *rest[6]; }',
        '  definition = {1, 0, 0, 0, 0, "slow_native", 0, -1, {0}};',
        'void *PyInit_slow_native(void) { spin(0.15); printf("%f\\n", spent); return PyModule_Create2(&definition, 1013); }',
      ].join('\n'),
    );
    await compileProgram({ sources: [source], output: join(folder, 'slow_native.so'), flags: ['-shared', '-fPIC'] });
    const code = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import slow_native`;
    const captured = await capture([python, '-c', code]);
    const stream = onlyStream(captured);
    const spent = Number(captured.stdout);
    const { nativeNs, ownNs, flags } = findImport(stream, 'slow_native');
    assert.ok(spent >= 0.3 && Math.abs(nativeNs * 1e-9 - spent) < 0.05 * spent, `${nativeNs * 1e-9} s of ${spent} s`);
    assert.ok(ownNs >= nativeNs && (flags & importFlag.native) !== 0);
  });

  test('greenlets that switch in the middle of imports, and end them in another order', async () => {
    const { python } = await ensurePrograms({ python: newest?.path ?? assert.fail('no interpreter') });
    write(
      'hub.py',
      'import greenlet\nmain = greenlet.getcurrent()\ndef leave(depth):\n  if depth: leave(depth - 1)\n  else: main.switch()\n',
    );
    for (const name of ['early', 'later', 'last'])
      write(`${name}.py`, `import hub\nhub.leave(30)\nimport ${name}_inner\n`);
    for (const name of ['early', 'later', 'last']) write(`${name}_inner.py`, 'value = 1\n');
    for (let i = 0; i < 40; i++) write(`between${i}.py`, 'value = list(range(100))\n');
    const code = [
      'import sys; sys.path.insert(0, sys.argv[1])',
      'import greenlet, hub',
      'names = ["early", "later", "last"]',
      'going = [greenlet.greenlet(__import__) for _ in names]',
      'for each, name in zip(going, names): each.switch(name)',
      'def deep(i, depth):',
      '  mark = [i] * 100',
      '  if depth: deep(i, depth - 1)',
      '  else: __import__(f"between{i}")',
      '  assert mark == [i] * 100',
      'for i in range(40): deep(i, i)',
      'for each in going: each.switch()',
      'print([each.dead for each in going])',
    ].join('\n');
    const captured = await capture([python, '-c', code, folder]);
    assert.equal(captured.stdout, '[True, True, True]\n');
    const { imports } = onlyStream(captured);
    const idOf = new Map(imports.map(({ name, id }) => [name, id]));
    for (const { name, parent } of imports)
      assert.ok(parent === 0 || [...idOf.values()].includes(parent), `${name} has the parent ${parent}`);
    for (const name of ['early', 'later', 'last']) assert.ok(idOf.has(name) && idOf.has(`${name}_inner`));
  });

  test('what is imported while the interpreter takes itself apart does no harm', async () => {
    const python = newest?.path ?? assert.fail('no interpreter');
    const code = [
      'import importlib, sys',
      'load = importlib.import_module',
      'class Late:',
      '  def __del__(self, load=load, out=sys.stdout.write):',
      '    try: load("colorsys")',
      '    except BaseException as e: out(f"{type(e).__name__}\\n")',
      'sys.kept = Late()',
      'import builtins; builtins.kept = Late()',
      'late = Late(); late.own = late',
    ].join('\n');
    const plain = await runProgram([python, '-c', code]);
    const captured = await capture([python, '-c', code]);
    assert.deepEqual([captured.status, captured.signal, captured.stdout], [plain.status, plain.signal, plain.stdout]);
  });

  test('a child that is forked in the middle of an import begins anew', async () => {
    const python = newest?.path ?? assert.fail('no interpreter');
    write('forking.py', 'import os\nchild = os.fork()\nif child: os.waitpid(child, 0)\nelse:\n  import inner\n');
    const code = 'import sys; sys.path.insert(0, sys.argv[1]); T = {}; import forking';
    const { streams } = await capture([python, '-c', code, folder]);
    const [parent, child] = streams.map(({ imports }) => imports.map(({ name }) => name));
    assert.ok(parent?.includes('forking') && !parent.includes('inner'));
    assert.ok(child?.includes('inner') && !child.includes('forking'), "what began before the fork is not the child's");
    for (const { startNs } of streams[1]?.imports ?? []) assert.ok(startNs < 60e9, `${startNs} ns after the start`);
  });

  test('a fork child goes on with its own imports', async () => {
    const python = newest?.path ?? assert.fail('no interpreter');
    const code =
      'import os, sys\nsys.path.insert(0, sys.argv[1])\nT = {}\nimport inner\nchild = os.fork()\n' +
      'if child == 0:\n  import late\nelse:\n  os.waitpid(child, 0)';
    const { streams } = await capture([python, '-c', code, folder]);
    assert.deepEqual(
      streams.map(({ imports }) => imports.map(({ name }) => name).filter((name) => ['inner', 'late'].includes(name))),
      [['inner'], ['late']],
    );
  });

  test('--no-imports leaves importlib alone, and says so', async () => {
    const python = newest?.path ?? assert.fail('no interpreter');
    const code = 'import importlib; print(type(importlib._bootstrap._find_and_load).__name__)';
    const without = await capture([python, '-c', code], { noImports: true });
    assert.equal(without.stdout, 'function\n');
    assert.ok((onlyStream(without).header.unavailable & unavailableBit.imports) !== 0);
    assert.equal(onlyStream(without).imports.length, 0);
    assert.equal((await capture([python, '-c', code])).stdout, 'builtin_function_or_method\n');
  });
});
