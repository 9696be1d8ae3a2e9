import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exportFirefox } from '../../../src/exports/firefox.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import type { Question } from '../../../src/queries/question.ts';
import { checkSnapshot } from './checkSnapshot.ts';
import { expectedSeconds, type WaitingOf } from './expectedSeconds.ts';
import { firefoxProfiler } from './externalTools.ts';
import { firefoxFaults } from './firefoxChecker.ts';
import { openInFirefoxProfiler } from './firefoxViewer.ts';
import { deepProfile, emptyProfile, sampleProfile } from './sampleProfiles.ts';

const question: Question = { scope: { kind: 'all' }, basis: 'elapsed' };

interface FirefoxFile {
  readonly shared: {
    readonly stackTable: { readonly frame: number[]; readonly prefixOffset: number[] };
    readonly frameTable: { readonly func: number[]; readonly line: (number | null)[]; readonly category: number[] };
    readonly funcTable: { readonly name: number[]; readonly lineNumber: (number | null)[] };
    readonly stringArray: string[];
  };
  readonly meta: { readonly categories: { readonly name: string }[] };
  readonly threads: {
    readonly name: string;
    readonly pid: string;
    readonly samples: {
      readonly stack: (number | null)[];
      readonly weight: number[];
      readonly threadCPUDelta: number[];
    };
  }[];
}

function exported(profile: Profile, asked: Partial<Question> = {}): FirefoxFile {
  const file = JSON.parse(exportFirefox(profile, { ...question, ...asked })) as FirefoxFile;
  assert.deepEqual(firefoxFaults(file), []);
  return file;
}

/** Milliseconds by stack, root first, with the category of the leaf. */
function stacksOf({ shared, meta, threads }: FirefoxFile, index: number): Map<string, number> {
  const { stackTable, frameTable, funcTable, stringArray } = shared;
  const nameOf = (frame: number) => stringArray[funcTable.name[frameTable.func[frame] ?? -1] ?? -1];
  const stacks = new Map<string, number>();
  const samples = threads[index]?.samples ?? assert.fail('no such thread');
  for (const [at, leaf] of samples.stack.entries()) {
    if (leaf === null) continue;
    const names = [];
    let offset;
    for (let row = leaf; offset !== 0; row -= offset) {
      names.push(nameOf(stackTable.frame[row] ?? -1));
      offset = stackTable.prefixOffset[row] ?? 0;
    }
    const category = meta.categories[frameTable.category[stackTable.frame[leaf] ?? -1] ?? -1]?.name;
    const key = `${names.reverse().join(' > ')} (${category})`;
    stacks.set(key, (stacks.get(key) ?? 0) + (samples.weight[at] ?? 0));
  }
  return stacks;
}

void test('firefox: stacks, with their time and category, come back', () => {
  const file = exported(sampleProfile());
  const main = stacksOf(file, 0);
  assert.equal(main.get('<module> > fib > fib > fib (Python)'), 1250);
  assert.equal(main.get('<module> > fib > fib > [kernel] (Kernel)'), 30);
  assert.equal(main.get('<module> > größe;\n数 %3B > [wait: sleep] (Waiting)'), 2000);
  assert.equal(main.get('<module> > größe;\n数 %3B > decode > [libz.so.1] > inflate (Native)'), 500);
  assert.equal(stacksOf(file, 2).get('[truncated] > fib (Python)'), 400);
  assert.equal(stacksOf(file, 2).get('[no Python frame] (Other)'), 15);
  const { funcTable, stringArray } = file.shared;
  const lambdas = funcTable.lineNumber.filter((_, func) => stringArray[funcTable.name[func] ?? -1] === '<lambda>');
  assert.deepEqual(lambdas, [20, 30]);
});

void test('firefox: weights and CPU add up to what the question asks for', () => {
  const profile = sampleProfile();
  const cases: readonly [Partial<Question>, WaitingOf][] = [
    [{ basis: 'elapsed' }, 'all threads'],
    [{ basis: 'cpu' }, 'nobody'],
    [{ basis: 'wait' }, 'all threads'],
    [{ basis: 'elapsed', pid: 200 }, 'all threads'],
  ];
  for (const [asked, waitingOf] of cases) {
    const { threads } = exported(profile, asked);
    const sums = threads.map(({ samples }) => Math.round(samples.weight.reduce((sum, each) => sum + each, 0) * 1e6));
    const expected = [...expectedSeconds(profile, { ...question, ...asked }, waitingOf).values()];
    assert.deepEqual(
      sums,
      expected.map((each) => Math.round(each * 1e9)),
    );
  }
  const cpu = exported(profile).threads.map(({ samples }) =>
    samples.threadCPUDelta.reduce((sum, each) => sum + each, 0),
  );
  assert.deepEqual(
    cpu,
    [...expectedSeconds(profile, question, 'nobody').values()].map((each) => Math.round(each * 1e9)),
  );
});

void test('firefox: an empty profile and a deep one', () => {
  assert.deepEqual(exported(emptyProfile()).threads, []);
  assert.equal(exported(deepProfile(20_000)).shared.stackTable.frame.length, 20_000);
});

void test('firefox: the checker sees a broken table', () => {
  const broken = exported(sampleProfile());
  broken.shared.stackTable.prefixOffset[0] = 1;
  broken.shared.funcTable.name.pop();
  assert.deepEqual(firefoxFaults(broken), [
    'stackTable.prefixOffset has a wrong cell at 0',
    `funcTable.name has not ${broken.shared.funcTable.lineNumber.length} rows`,
  ]);
});

void test('firefox: the Firefox Profiler’s own code loads it and finds the same sums', async (context) => {
  const tool = firefoxProfiler();
  if (tool.kind === 'missing') {
    context.skip(tool.reason);
    return;
  }
  const viewer = await openInFirefoxProfiler(tool.path, exportFirefox(sampleProfile(), question));
  context.after(() => viewer.close());
  const info = viewer.ask('profile', 'info', '--all');
  assert.match(info, /3 threads across 2 processes/);
  assert.match(info, /MainThread \[tid 100\] - 2330\.000ms/);
  const functionsOf = (thread: number) => {
    const answer = JSON.parse(
      viewer.ask('thread', 'functions', '--json', '--include-idle', '--thread', `t-${thread}`),
    ) as {
      functions: { name: string; selfSamples: number; totalSamples: number }[];
    };
    return answer.functions;
  };
  const self = [0, 1, 2].map((thread) => functionsOf(thread).reduce((sum, { selfSamples }) => sum + selfSamples, 0));
  const expected = [...expectedSeconds(sampleProfile(), question, 'all threads').values()];
  assert.deepEqual(
    self.map((each) => Math.round(each * 1e6)),
    expected.map((each) => Math.round(each * 1e9)),
  );
  const fib = functionsOf(0).find(({ name }) => name === 'fib');
  assert.deepEqual(
    [fib?.selfSamples, fib?.totalSamples].map((each) => each?.toFixed(4)),
    ['1500.0001', '1530.0001'],
  );
});

void test('firefox: snapshot', () => {
  checkSnapshot('firefox', exportFirefox(sampleProfile(), question).replaceAll(/(?<=[}\]],)/g, '\n'));
});
