import assert from 'node:assert/strict';
import { test } from 'node:test';

import { collapsedLines, exportCollapsed, frameLabel } from '../../../src/exports/collapsed.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import type { Question } from '../../../src/queries/question.ts';
import { checkSnapshot } from './checkSnapshot.ts';
import { expectedSeconds, total, type WaitingOf } from './expectedSeconds.ts';
import { deepProfile, emptyProfile, files, libraries, sampleProfile } from './sampleProfiles.ts';

const question: Question = { scope: { kind: 'all' }, basis: 'elapsed' };

function text(profile: Profile, asked: Partial<Question> = {}): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(exportCollapsed(profile, { ...question, ...asked }));
}

/** As flamegraph.pl reads it: the last space ends the stack, `;` ends a frame. */
function parse(written: string): Map<string, number> {
  const stacks = new Map<string, number>();
  assert.ok(written === '' || written.endsWith('\n'));
  for (const line of written.split('\n').slice(0, -1)) {
    const [, stack = '', micros = ''] = /^(.+) (\d+)$/.exec(line) ?? assert.fail(`not a stack: ${line}`);
    const frames = stack.split(';').map(unescapeFrame).join(' ⟩ ');
    assert.ok(!stacks.has(frames), `twice: ${stack}`);
    stacks.set(frames, Number(micros));
  }
  return stacks;
}

function unescapeFrame(frame: string): string {
  return frame.replaceAll(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

void test('collapsed: stacks come back with names that hold separators', () => {
  const stacks = parse(text(sampleProfile()));
  const odd = `MainThread (pid 100, tid 100) ⟩ <module> (${files[0]}:40) ⟩ größe;\n数 %3B (${files[1]}:5)`;
  assert.equal(stacks.get(`${odd} ⟩ [wait: sleep]`), 2_000_000);
  const zlib = `[libz.so.1] (${libraries[0]?.path}) ⟩ inflate (${libraries[0]?.path})`;
  assert.equal(stacks.get(`${odd} ⟩ decode (${files[2]}:337) ⟩ ${zlib} ⟩ [kernel]`), 20_000);
  const worker = [...stacks].filter(([stack]) => stack.startsWith('würker;1 (pid 100, tid 101) ⟩ '));
  assert.equal(worker.length, 1, 'waiting of a thread that is not the main one does not count in elapsed time');
  assert.equal(stacks.size, 19);
});

void test('collapsed: values add up to the sum to the microsecond', () => {
  const cases: readonly [Partial<Question>, WaitingOf][] = [
    [{ basis: 'elapsed' }, 'main threads'],
    [{ basis: 'cpu' }, 'nobody'],
    [{ basis: 'wait' }, 'all threads'],
    [{ basis: 'elapsed', pid: 200 }, 'main threads'],
    [{ basis: 'elapsed', thread: { pid: 100, tid: 101 } }, 'all threads'],
  ];
  for (const [asked, waitingOf] of cases) {
    const profile = sampleProfile();
    const micros = [...parse(text(profile, asked)).values()].reduce((sum, each) => sum + each, 0);
    assert.equal(micros, Math.round(total(expectedSeconds(profile, { ...question, ...asked }, waitingOf)) * 1e6));
  }
});

void test('collapsed: nothing for a profile without time, a line for each depth of a recursion', () => {
  assert.equal(text(emptyProfile()), '');
  // 1,500 stacks of up to 1,500 frames: more than one chunk of text.
  const stacks = parse(text(deepProfile(1500)));
  assert.equal(stacks.size, 1500);
  assert.ok([...stacks.values()].every((micros) => micros === 1000));
});

void test('collapsed: stacks that are too deep in all lose their outer frames and no time', () => {
  const lines = [...collapsedLines(deepProfile(1000), question, 10_000)];
  assert.equal(lines.length, 1000);
  assert.ok(lines.every((line) => line.split(';').length <= 1 + 1 + 10));
  assert.match(lines.at(-1) ?? '', /^MainThread [^;]+;\[truncated\];(deeper [^;]+;){9}deeper [^;]+ 1000\n$/);
});

void test('collapsed: a frame without a line has its file alone, one without a file only its name', () => {
  const frame = { category: 'python', name: 'f', func: 0 } as const;
  assert.equal(frameLabel({ ...frame, path: '<string>', line: 0 }), 'f (<string>)');
  assert.equal(frameLabel({ ...frame, path: '', line: 0 }), 'f');
});

void test('collapsed: snapshot', () => {
  checkSnapshot('collapsed', text(sampleProfile()));
});
