import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Ajv } from 'ajv';

import { exportSpeedscope } from '../../../src/exports/speedscope.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import type { Question } from '../../../src/queries/question.ts';
import { checkSnapshot } from './checkSnapshot.ts';
import { expectedSeconds, type WaitingOf } from './expectedSeconds.ts';
import { deepProfile, emptyProfile, sampleProfile } from './sampleProfiles.ts';

interface SpeedscopeFile {
  readonly activeProfileIndex: number;
  readonly shared: {
    readonly frames: readonly { readonly name: string; readonly file?: string; readonly line?: number }[];
  };
  readonly profiles: readonly {
    readonly name: string;
    readonly endValue: number;
    readonly events: readonly { readonly type: 'O' | 'C'; readonly frame: number; readonly at: number }[];
  }[];
}

const schema: unknown = JSON.parse(
  readFileSync(
    new URL('../../../node_modules/speedscope/dist/release/file-format-schema.json', import.meta.url),
    'utf8',
  ),
);
const question: Question = { scope: { kind: 'all' }, basis: 'elapsed' };

function exported(profile: Profile, asked: Partial<Question> = {}): SpeedscopeFile {
  const validate = new Ajv({ strict: false }).compile<SpeedscopeFile>(schema as object);
  const file: unknown = JSON.parse(exportSpeedscope(profile, { ...question, ...asked }));
  if (!validate(file)) assert.fail(JSON.stringify(validate.errors, undefined, 2));
  return file;
}

/** Plays the events, demanding that frames are opened and closed like brackets, and gives the seconds each stack was on top. */
function play({ profiles, shared }: SpeedscopeFile, index: number): Map<string, number> {
  const seconds = new Map<string, number>();
  const open: number[] = [];
  let before = 0;
  for (const { type, frame, at } of profiles[index]?.events ?? []) {
    assert.ok(at >= before, 'time goes backwards');
    if (at > before) {
      const stack = open.map((each) => shared.frames[each]?.name).join(' > ');
      seconds.set(stack, (seconds.get(stack) ?? 0) + (at - before) / 1e9);
    }
    before = at;
    if (type === 'O') open.push(frame);
    else assert.equal(open.pop(), frame);
  }
  assert.equal(open.length, 0);
  assert.equal(before, profiles[index]?.endValue);
  return seconds;
}

void test('speedscope: stacks, with their time, come back', () => {
  const file = exported(sampleProfile());
  assert.deepEqual(
    file.profiles.map(({ name }) => name),
    ['MainThread (pid 100, tid 100)', 'würker;1 (pid 100, tid 101)', 'thread (pid 200, tid 200)'],
  );
  assert.equal(file.activeProfileIndex, 0);
  const main = play(file, 0);
  assert.equal(main.get('<module> > fib > fib > fib'), 1.25);
  assert.equal(main.get('<module> > fib > fib'), 0.250_000_1);
  assert.equal(main.get('<module> > fib > fib > [kernel]'), 0.03);
  assert.equal(main.get('<module> > größe;\n数 %3B > [wait: sleep]'), 2);
  assert.equal(main.get('<module> > größe;\n数 %3B > decode > [libz.so.1] > inflate'), 0.5);
  assert.equal(play(file, 1).get('<module> > größe;\n数 %3B > decode > [wait: lock]'), 3);
  assert.equal(play(file, 2).get('[truncated] > fib'), 0.4);
  assert.equal(play(file, 2).get('[no Python frame]'), 0.015);
});

void test('speedscope: what a thread adds up to is what the question asks for', () => {
  const profile = sampleProfile();
  const cases: readonly [Partial<Question>, WaitingOf][] = [
    [{ basis: 'elapsed' }, 'all threads'],
    [{ basis: 'cpu' }, 'nobody'],
    [{ basis: 'wait' }, 'all threads'],
    [{ basis: 'elapsed', pid: 200 }, 'all threads'],
    [{ basis: 'elapsed', thread: { pid: 100, tid: 101 } }, 'all threads'],
  ];
  for (const [asked, waitingOf] of cases) {
    const seconds = exported(profile, asked).profiles.map(({ endValue }) => endValue / 1e9);
    const expected = [...expectedSeconds(profile, { ...question, ...asked }, waitingOf).values()];
    assert.deepEqual(
      seconds,
      expected.map((each) => Math.round(each * 1e9) / 1e9),
    );
  }
});

void test('speedscope: a profile without time opens, deep recursion too', () => {
  assert.equal(exported(emptyProfile()).profiles.length, 1);
  const deep = exported(deepProfile(20_000));
  assert.equal(deep.profiles[0]?.events.length, 40_000);
  assert.equal(deep.profiles[0]?.endValue, 20e9);
});

void test('speedscope: snapshot', () => {
  checkSnapshot('speedscope', exportSpeedscope(sampleProfile(), question).replaceAll(/(?<=[}\]],)/g, '\n'));
});
