import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { Profile as PprofProfile } from 'pprof-format';

import { exportPprof } from '../../../src/exports/pprof.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import type { Question } from '../../../src/queries/question.ts';
import { checkSnapshot } from './checkSnapshot.ts';
import { expectedSeconds, total } from './expectedSeconds.ts';
import { googlePprof } from './externalTools.ts';
import { deepProfile, emptyProfile, libraries, sampleProfile } from './sampleProfiles.ts';

const question: Question = { scope: { kind: 'all' }, basis: 'elapsed' };

interface ReadSample {
  /** Root first. */
  readonly stack: string;
  readonly values: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string | number>>;
}

function decoded(profile: Profile, asked: Partial<Question> = {}): PprofProfile {
  return PprofProfile.decode(exportPprof(profile, { ...question, ...asked }));
}

function samplesOf(file: PprofProfile): ReadSample[] {
  const text = (index: number | bigint) => file.stringTable.strings[Number(index)] ?? '';
  const functions = new Map(file.function.map((func) => [Number(func.id), func]));
  const mappings = new Map(file.mapping.map((mapping) => [Number(mapping.id), mapping]));
  const locations = new Map(file.location.map((location) => [Number(location.id), location]));
  const nameOf = (id: number | bigint) => {
    const location = locations.get(Number(id)) ?? assert.fail(`no location ${id}`);
    assert.ok(mappings.has(Number(location.mappingId)));
    const [line] = location.line;
    const func = functions.get(Number(line?.functionId)) ?? assert.fail(`no function at ${id}`);
    return text(func.name) + (Number(line?.line) > 0 ? `:${line?.line}` : '');
  };
  return file.sample.map(({ locationId, value, label }) => ({
    stack: locationId.map(nameOf).reverse().join(' > '),
    values: Object.fromEntries(value.map((each, index) => [text(file.sampleType[index]?.type ?? 0), Number(each)])),
    labels: Object.fromEntries(
      label.map(({ key, str, num }) => [text(key), Number(str) > 0 ? text(str) : Number(num)]),
    ),
  }));
}

function sumOf(samples: readonly ReadSample[], type: string): number {
  return samples.reduce((sum, { values }) => sum + (values[type] ?? 0), 0);
}

void test('pprof: stacks, values and labels come back', () => {
  const samples = samplesOf(decoded(sampleProfile()));
  const main = { thread: 'MainThread', tid: 100, pid: 100 };
  assert.deepEqual(
    samples.filter(({ stack }) => stack.endsWith(' > decode:337 > [libz.so.1] > inflate')),
    [
      ['native', 50, 500_000_000, 0, 0],
      ['kernel', 2, 20_000_000, 0, 0],
      ['wait', 0, 0, 1, 400],
    ].map(([kind, count, cpu, waits, wait]) => ({
      stack: '<module>:40 > größe;\n数 %3B:5 > decode:337 > [libz.so.1] > inflate',
      values: { samples: count, cpu, waits, wait },
      labels: kind === 'wait' ? { ...main, kind, wait: 'file' } : { ...main, kind },
    })),
  );
  assert.ok(
    samples.some(({ stack, labels }) => stack === '<module>:40 > fib:12 > fib:12 > fib:11' && labels['tid'] === 101),
  );
  assert.ok(samples.some(({ stack, labels }) => stack === '[truncated] > fib:12' && labels['kind'] === 'cpu'));
  assert.ok(samples.some(({ stack, labels }) => stack === '[no Python frame]' && labels['wait'] === 'poll'));
});

void test('pprof: facts of the capture, mappings, functions', () => {
  const file = decoded(sampleProfile());
  const text = (index: number | bigint) => file.stringTable.strings[Number(index)];
  assert.equal(BigInt(file.timeNanos), 1_704_067_200_000_000_000n);
  assert.equal(Number(file.durationNanos), 5e9);
  assert.equal(Number(file.period), 10_000_000);
  assert.equal(text(file.defaultSampleType), 'cpu');
  assert.deepEqual(
    file.mapping.map(({ filename, buildId }) => [text(filename), text(buildId)]),
    [
      ['/usr/bin/python3.11', ''],
      [libraries[0]?.path, 'abcdef0123'],
      ['[unknown library]', ''],
    ],
  );
  const lambdas = file.function.filter(({ name }) => text(name) === '<lambda>');
  assert.deepEqual(
    lambdas.map(({ startLine }) => Number(startLine)),
    [20, 30],
  );
  assert.deepEqual(
    file.function.filter(({ systemName }) => text(systemName) !== '').map(({ name }) => text(name)),
    ['inflate', '[libz.so.1]', '[unknown library]'],
    'a C++ name is demangled by pprof, a Python name is left alone',
  );
});

void test('pprof: sums are those of the question', () => {
  const profile = sampleProfile();
  const nanos = (asked: Question, waiting: 'all threads' | 'nobody') =>
    Math.round(total(expectedSeconds(profile, asked, waiting)) * 1e9);
  const elapsed = samplesOf(decoded(profile));
  assert.equal(sumOf(elapsed, 'cpu'), nanos(question, 'nobody'));
  assert.equal(sumOf(elapsed, 'wait'), nanos({ ...question, basis: 'wait' }, 'all threads'));
  assert.equal(sumOf(samplesOf(decoded(profile, { basis: 'cpu' })), 'wait'), 0);
  assert.equal(sumOf(samplesOf(decoded(profile, { basis: 'wait' })), 'cpu'), 0);
  const waiting = decoded(profile, { basis: 'wait' });
  assert.equal(waiting.stringTable.strings[Number(waiting.defaultSampleType)], 'wait');
});

void test('pprof: an empty profile and a deep one', () => {
  assert.equal(decoded(emptyProfile()).sample.length, 0);
  const deep = decoded(deepProfile(2000));
  assert.equal(deep.location.length, 1);
  assert.equal(deep.sample.at(-1)?.locationId.length, 2000);
});

void test('pprof: Google’s pprof reads it and finds the same sums', (context) => {
  const tool = googlePprof();
  if (tool.kind === 'missing') {
    context.skip(tool.reason);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'heatline-pprof-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const ask = (profile: Profile, ...args: readonly string[]) => {
    const file = join(folder, 'profile.pb.gz');
    writeFileSync(file, gzipSync(exportPprof(profile, question)));
    const child = spawnSync(tool.path, [...args, file], {
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, HOME: folder },
    });
    assert.equal(child.status, 0, child.stderr);
    return child.stdout;
  };
  const raw = ask(sampleProfile(), '-raw');
  const rows = [...raw.matchAll(/^ +(\d+) +(\d+) +(\d+) +(\d+): [\d ]+$/gm)].map((row) => row.slice(1).map(Number));
  const sums = [0, 1, 2, 3].map((column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const own = samplesOf(decoded(sampleProfile()));
  assert.deepEqual(
    sums,
    ['samples', 'waits', 'wait', 'cpu'].map((type) => sumOf(own, type)),
  );
  const top = ask(sampleProfile(), '-top', '-unit=ms', '-nodefraction=0');
  assert.match(top, /Total samples = 3195ms/);
  assert.match(top, /^ +2230ms .* 2230ms .* fib$/m);
  assert.match(top, /^ +100ms .* 2630ms .* <module>$/m);
  assert.match(ask(sampleProfile(), '-top', '-unit=ms', '-sample_index=wait'), /Total samples = 5751ms/);
  assert.match(ask(sampleProfile(), '-top', '-unit=ms', '-tagleaf=kind', '-nodefraction=0'), /^ +50ms .* kernel$/m);
  assert.match(ask(deepProfile(1000), '-top', '-unit=ms'), /1000ms +100% .* deeper$/m);
  ask(emptyProfile(), '-raw');
});

void test('pprof: snapshot', () => {
  const file = decoded(sampleProfile());
  const lines = samplesOf(file).map(
    ({ stack, values, labels }) => `${JSON.stringify(stack)} ${JSON.stringify(values)} ${JSON.stringify(labels)}\n`,
  );
  checkSnapshot('pprof', lines.join(''));
});
