// Children: followed, started clean, and unchanged by us.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { capture, programs, runProgram } from '../capture.ts';
import { counter, cpuByFunction, droppedNs, sumCells, threadCpuNs } from '../streamFacts.ts';

const representatives = pickRepresentatives(await findInterpreters());
// What subprocess ends its child with when there is no such program.
const failedExec = 255;
// Any library that exists everywhere and does nothing when it is loaded too.
const harmlessLibrary = 'libm.so.6';

function nameOf({ version, kind }: Interpreter): string {
  return `${version} ${kind}`;
}

describe('children', { concurrency: 2 }, () => {
  for (const interpreter of representatives) {
    test(`fork, vfork and spawn beside working threads: ${nameOf(interpreter)}`, async () => {
      const command = [interpreter.path, join(programs, 'children.py'), '1.5'];
      const captured = await capture(command);
      assert.equal(captured.status, 0, captured.stderr);
      assert.deepEqual(JSON.parse(captured.stdout), {
        fork: 7 << 8,
        spawned: true,
        missing: true,
        system: 3 << 8,
        posix_spawn: 4 << 8,
        popen: 'said',
        python: 0,
      });
      assert.deepEqual(captured.problems, []);
      // Up to 3.9 subprocess forks without vfork: those children have streams of their own until they become something else.
      const lasting = captured.streams.filter(
        ({ header }) => header.origin !== 'fork' || (header.endKind !== 'exec' && header.endStatus !== failedExec),
      );
      const [parent, fork, python, ...others] = lasting;
      const kinds = lasting.map(({ header }) => `${header.origin} ${header.endKind} ${header.endStatus}`);
      assert.ok(
        parent !== undefined && fork !== undefined && python !== undefined && others.length === 0,
        kinds.join(', '),
      );
      for (const stream of captured.streams) {
        const sampled = stream.threads.reduce((sum, row) => sum + row.sampledNs, 0);
        assert.equal(sumCells(stream, 'cpu').ns + droppedNs(stream), sampled);
        // The samples of each process are its own: at most as much as it used, give or take a few ticks and what a busy machine does.
        assert.ok(sampled < 1.2 * threadCpuNs(stream) + 5e7, `${sampled} ns sampled of ${threadCpuNs(stream)}`);
      }
      assert.equal(fork.header.origin, 'fork');
      assert.equal(fork.header.parentStream, parent.header.startMonoNs);
      assert.deepEqual([fork.header.endKind, fork.header.endStatus], ['_exit', 7]);
      assert.equal(fork.threads.length, 1, 'a forked child has one thread');
      assert.ok((cpuByFunction(fork).get('forked_child') ?? 0) + (cpuByFunction(fork).get('burn') ?? 0) > 1e8);
      assert.equal(cpuByFunction(fork).get('burn_until_stopped'), undefined);
      assert.ok(threadCpuNs(fork) < 0.5 * threadCpuNs(parent), 'the child starts at zero');
      assert.equal(python.header.origin, 'exec');
      assert.ok((cpuByFunction(parent).get('burn_until_stopped') ?? 0) > 1e8);
      assert.equal(cpuByFunction(parent).get('forked_child'), undefined);
      assert.ok(captured.counters.foreign >= 3, 'shells and echo are counted');
    });

    test(`environment, files and limits are as without us: ${nameOf(interpreter)}`, async () => {
      for (const user of [undefined, harmlessLibrary, `${harmlessLibrary}:libdl.so.2`]) {
        const command = [interpreter.path, join(programs, 'environment.py')];
        const env = { ...process.env, LD_PRELOAD: undefined, HEATLINE_CAPTURE: undefined };
        const plain = await runProgram(command, { env: user === undefined ? env : { ...env, LD_PRELOAD: user } });
        const captured = await capture(command, { env, ...(user === undefined ? {} : { userPreload: user }) });
        assert.equal(captured.status, 0, captured.stderr);
        assert.deepEqual(JSON.parse(captured.stdout), JSON.parse(plain.stdout));
        const [stream, ...others] = captured.streams.filter(({ header }) => header.origin === 'exec');
        assert.ok(stream !== undefined);
        assert.equal(others.length, 2, 'both Python children are followed');
        const notFollowed = captured.streams.reduce((sum, each) => sum + counter(each, 'notFollowed'), 0);
        assert.ok(notFollowed >= 1, 'the child with an environment of its own is counted');
      }
    });
  }
});
