import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { exportScalene } from '../../../src/exports/scalene.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { functions } from '../../../src/queries/functions.ts';
import { hotLines } from '../../../src/queries/hotLines.ts';
import type { Question } from '../../../src/queries/question.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { checkSnapshot } from './checkSnapshot.ts';
import { scalenePackage } from './externalTools.ts';
import { deepProfile, emptyProfile, files, sampleProfile } from './sampleProfiles.ts';

interface Entry {
  readonly line: string;
  readonly lineno: number;
  readonly n_cpu_percent_python: number;
  readonly n_cpu_percent_c: number;
  readonly n_sys_percent: number;
}

interface ScaleneFile {
  readonly elapsed_time_sec: number;
  readonly memory: boolean;
  readonly files: Record<
    string,
    { readonly percent_cpu_time: number; readonly lines: Entry[]; readonly functions: Entry[] }
  >;
}

const sources: Readonly<Record<string, string>> = {
  '/home/me/app/main.py': Array.from({ length: 40 }, (_, at) => `if ${at + 1} < 2 & x:`).join('\n'),
};

function questionOf(profile: Profile, asked: Partial<Question> = {}): Question {
  return { scope: defaultScope(profile), basis: 'elapsed', ...asked };
}

function exported(profile: Profile, asked: Partial<Question> = {}): ScaleneFile {
  return JSON.parse(exportScalene(profile, questionOf(profile, asked), (path) => sources[path])) as ScaleneFile;
}

function percentOf(entry: Entry | undefined): number {
  return entry === undefined ? NaN : entry.n_cpu_percent_python + entry.n_cpu_percent_c + entry.n_sys_percent;
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual}, not ${expected}`);
}

void test('scalene: a line is split into Python, C and system', () => {
  const file = exported(sampleProfile());
  const seconds = (percent: number | undefined) =>
    Number((((percent ?? NaN) * file.elapsed_time_sec) / 100).toFixed(6));
  const line = file.files[files[1] ?? '']?.lines.find(({ lineno }) => lineno === 5);
  assert.equal(seconds(line?.n_cpu_percent_python), 0);
  assert.equal(seconds(line?.n_cpu_percent_c), 0.58, 'zlib through the library’s Python included');
  assert.equal(
    seconds(line?.n_sys_percent),
    2.271,
    'kernel 0.02, waiting of main threads 2.251; the worker’s 3 s do not count',
  );
  const fib = file.files[files[0] ?? '']?.functions.find(({ line: name }) => name === 'fib');
  assert.equal(seconds(fib?.n_cpu_percent_python), 2.2);
  assert.equal(seconds(fib?.n_sys_percent), 0.03);
  assert.equal(file.files[files[2] ?? ''], undefined, 'a library is not in scope');
});

void test('scalene: lines, functions and files have the shares of the queries', () => {
  for (const asked of [
    {},
    { basis: 'cpu' },
    { basis: 'wait' },
    { pid: 200 },
    { scope: { kind: 'all' } },
  ] satisfies Partial<Question>[]) {
    const profile = sampleProfile();
    const question = questionOf(profile, asked);
    const hot = hotLines(profile, question);
    const file = exported(profile, asked);
    assert.equal(file.elapsed_time_sec, hot.basis_s);
    assert.deepEqual(Object.keys(file.files).sort(), hot.files.map(({ path }) => path).sort());
    for (const { path, lines } of hot.files) {
      const entry = file.files[path];
      for (const { line, share } of lines)
        near(percentOf(entry?.lines.find(({ lineno }) => lineno === line)), 100 * share, `${path}:${line}`);
      near(
        entry?.percent_cpu_time ?? NaN,
        lines.reduce((sum, { share }) => sum + 100 * share, 0),
        path,
      );
    }
    for (const { name, path, line, share } of functions(profile, question)) {
      const entry = file.files[path]?.functions.find(
        (each) => each.lineno === line && each.line.replaceAll('\\u003c', '<').replaceAll('\\u003e', '>') === name,
      );
      near(percentOf(entry), 100 * share, name);
    }
  }
});

void test('scalene: the text of lines is escaped as the viewer expects', () => {
  const lines = exported(sampleProfile()).files[files[0] ?? '']?.lines;
  assert.deepEqual(
    lines?.map(({ lineno, line }) => [lineno, line]),
    [11, 12, 20, 30, 40].map((line) => [line, `if ${line} \\u003c 2 \\u0026 x:`]),
  );
});

void test('scalene: the real package’s schema takes it', (context) => {
  const tool = scalenePackage();
  if (tool.kind === 'missing') {
    context.skip(tool.reason);
    return;
  }
  const program =
    'import json, sys; from scalene.scalene_json import ScaleneJSONSchema as S; [S(**each) for each in json.load(sys.stdin)]';
  const validate = (all: readonly unknown[]) =>
    spawnSync('python3', ['-c', program], {
      encoding: 'utf8',
      input: JSON.stringify(all),
      env: { ...process.env, PYTHONPATH: tool.path, PYTHONDONTWRITEBYTECODE: '1' },
      timeout: 60_000,
    });
  const bases = (['elapsed', 'cpu', 'wait'] as const).map((basis) => exported(sampleProfile(), { basis }));
  const sound = validate([
    ...bases,
    exported(emptyProfile()),
    exported(deepProfile(500)),
    JSON.parse(exportScalene(sampleProfile(), questionOf(sampleProfile()))),
  ]);
  if (/No module named|cannot import|ImportError/.test(sound.stderr)) {
    context.skip(`Scalene can't be imported by this python3: ${sound.stderr.trim().split('\n').at(-1)}`);
    return;
  }
  assert.equal(sound.status, 0, sound.stderr);
  const unsound = validate([{ ...exported(sampleProfile()), elapsed_time_sec: -1 }]);
  assert.match(unsound.stderr, /elapsed_time_sec/, 'the schema was really asked');
});

void test('scalene: nothing where there is nothing', () => {
  const file = exported(emptyProfile());
  assert.deepEqual(file.files, {});
  assert.equal(file.elapsed_time_sec, 0);
  assert.equal(file.memory, false);
});

void test('scalene: snapshot', () => {
  const profile = sampleProfile();
  checkSnapshot(
    'scalene',
    exportScalene(profile, questionOf(profile), (path) => sources[path]).replaceAll(/(?<=[}\]],)/g, '\n'),
  );
});
