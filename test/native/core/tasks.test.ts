// Suspended tasks of asyncio: whatever they are made of, looking at them harms nothing, and every loop is seen.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { firstAwaitClass, firstCopyClass } from '../../../src/session/layout.ts';
import type { Stream } from '../../../src/session/session.ts';
import { findInterpreters } from '../../accuracy/interpreters.ts';
import { capture, programs } from '../capture.ts';
import { counter, pythonStack } from '../streamFacts.ts';

const interpreters = await findInterpreters();

/** Names of the coroutines of each awaited place, innermost first. */
function awaitedStacks(stream: Stream): (readonly string[])[] {
  const stacks: (readonly string[])[] = [];
  for (let cell = 0; cell < stream.cells.length; cell++) {
    const kind = stream.cells.class[cell] ?? 0;
    if (kind >= firstAwaitClass && kind < firstCopyClass)
      stacks.push(pythonStack(stream, stream.cells.node[cell] ?? 0));
  }
  return stacks;
}

describe('tasks', { concurrency: 1 }, () => {
  for (const { path, version, kind } of interpreters) {
    test(`odd tasks in several loops on ${version} (${kind})`, async () => {
      const { status, stdout, stderr, streams } = await capture([path, join(programs, 'odd_tasks.py')]);
      assert.equal(status, 0, stderr);
      assert.equal(stdout, '3\n');
      assert.equal(streams.length, 2);
      for (const stream of streams) {
        assert.ok(counter(stream, 'taskLooks') > 0, 'tasks of every process are looked at');
        assert.equal(counter(stream, 'tasksNoRoom'), 0);
      }
      const stacks = streams.flatMap(awaitedStacks);
      const has = (...names: readonly string[]): boolean =>
        stacks.some((stack) => names.every((name, index) => (stack[index] ?? '').endsWith(name)));
      assert.ok(has('sleep', '__await__', 'odd'), 'an object that can be awaited');
      assert.ok(has('sleep', 'generator', 'odd'), 'a coroutine that is a generator');
      assert.ok(has('sleep', 'numbers', 'iterate'), 'an asynchronous generator');
      assert.ok(has('sleep', 'deep', 'deep', 'deep', 'deep'), 'coroutines below each other');
      assert.ok(
        stacks.some((stack) => stack.length === 702),
        'hundreds of them',
      );
    });
  }
});
