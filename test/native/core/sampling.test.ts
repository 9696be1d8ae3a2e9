// What the samples say: enough of them, the right names, nothing of our own, and no harm under stress.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { compileProgram, type Variant } from '../builtObject.ts';
import { capture, onlyStream, programs, runProgram } from '../capture.ts';
import {
  counter,
  cpuByFunction,
  droppedNs,
  functionNames,
  pythonStack,
  sumCells,
  threadCpuNs,
} from '../streamFacts.ts';
import type { Stream } from '../../../src/session/session.ts';

const interpreters = await findInterpreters();
const representatives = pickRepresentatives(interpreters);
const newest = representatives.slice(-1);
const nsPerS = 1e9;
// Signals come at the kernel's tick: a weight is about this long at most rates.
const tickNs = 4e6;
// Of estimates that are compared with exact sums: wide enough for one false alarm in some 10,000.
const standardErrors = 4;
const mostLostToTheTick = 0.3;

let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'heatline-sampling-'));
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function nameOf({ version, kind }: Interpreter): string {
  return `${version} ${kind}`;
}

/** The sum of weights against the exact CPU time: each sample stands for about a tick, so n of them vary by less than √n ticks. */
function assertUnbiased(stream: Stream): void {
  const cpuNs = threadCpuNs(stream);
  const sampledNs = stream.threads.reduce((sum, row) => sum + row.sampledNs, 0);
  const spread = standardErrors * tickNs * Math.sqrt(Math.max(1, cpuNs / tickNs));
  assert.ok(
    Math.abs(sampledNs - cpuNs) <= spread,
    `${sampledNs / nsPerS} s sampled of ${cpuNs / nsPerS} s of CPU, spread ${spread / nsPerS}`,
  );
}

/** Every weight is in a cell, or counted as dropped. */
function assertComplete(stream: Stream): void {
  const sampledNs = stream.threads.reduce((sum, row) => sum + row.sampledNs, 0);
  assert.equal(sumCells(stream, 'cpu').ns + droppedNs(stream), sampledNs);
}

describe('sampling', { concurrency: 2 }, () => {
  test('4,000 threads of 1 ms: as much is sampled as was used', async (context) => {
    // Ordinary threads are pre-empted at the tick: on a busy machine they begin just after one and are over before the next.
    const realTime = await runProgram(['chrt', '-f', '10', 'true']).then(
      ({ status }) => status === 0,
      () => false,
    );
    for (const { path } of newest) {
      const command = [path, join(programs, 'short_threads.py'), '4000', '1', '1'];
      const captured = await capture(realTime ? ['chrt', '-f', '10', ...command] : command);
      assert.equal(captured.status, 0, captured.stderr);
      const stream = captured.streams.find((each) => each.header.state === 'ended' && each.threads.length > 1);
      assert.ok(stream !== undefined);
      assertComplete(stream);
      assert.equal(counter(stream, 'threads') - counter(stream, 'threadsUntimed'), 4001);
      const others = stream.threads.filter((row) => !row.main);
      const usedNs = others.reduce((sum, row) => sum + row.cpuNs, 0);
      const sampledNs = others.reduce((sum, row) => sum + row.sampledNs, 0);
      assert.ok(
        Math.abs(usedNs / nsPerS - Number(captured.stdout)) < 0.1 * Number(captured.stdout),
        'the rows hold what was used',
      );
      const allowed = (realTime ? 0 : mostLostToTheTick) + standardErrors * Math.sqrt(tickNs / usedNs);
      context.diagnostic(
        `${sampledNs / usedNs} of the CPU time is sampled, ${realTime ? 'real-time' : 'ordinary'} scheduling`,
      );
      assert.ok(Math.abs(sampledNs / usedNs - 1) <= allowed, `${sampledNs / usedNs} of the CPU time is sampled`);
    }
  });

  test('a program that sleeps has no samples', async () => {
    for (const { path } of representatives) {
      const code = 'import time\nfor _ in range(50): time.sleep(0.01)';
      const stream = onlyStream(await capture([path, '-S', '-c', code]));
      const names = cpuByFunction(stream);
      const asleep = names.get('<module>') ?? 0;
      // 50 wake-ups are work of the program; our own bracket around them is not.
      assert.ok(asleep <= 3 * tickNs, `${asleep / 1e6} ms`);
      assert.ok(sumCells(stream, 'wait').ns >= 0.5 * nsPerS);
      assert.ok(counter(stream, 'handlerNs') <= counter(stream, 'signals') * tickNs);
    }
  });

  for (const interpreter of interpreters) {
    test(`800 calls deep: ${nameOf(interpreter)}`, async () => {
      const stream = onlyStream(await capture([interpreter.path, join(programs, 'recursion.py'), '800', '0.2']));
      assert.equal(counter(stream, 'truncated'), 0);
      assert.equal(counter(stream, 'torn') + counter(stream, 'unreadable'), 0);
      const depths = new Set<number>();
      for (let i = 0; i < stream.cells.length; i++) {
        const names = pythonStack(stream, stream.cells.node[i] ?? 0);
        if (names[0] === 'bottom') depths.add(names.filter((name) => name === 'descend').length);
      }
      assert.deepEqual([...depths], [801]);
    });
  }

  test('3,000 calls deep: the missing part is said', async () => {
    for (const { path } of representatives) {
      const stream = onlyStream(await capture([path, join(programs, 'recursion.py'), '3000', '0.2']));
      assert.ok(counter(stream, 'truncated') > 0);
      assert.ok([...stream.nodes.kind].includes(4), 'a node for what is missing');
      assert.ok((cpuByFunction(stream).get('bottom') ?? 0) > 0.1 * nsPerS);
    }
  });

  for (const interpreter of representatives) {
    test(`functions that come and go keep their names: ${nameOf(interpreter)}`, async () => {
      const captured = await capture([interpreter.path, join(programs, 'generated_code.py')]);
      const stream = onlyStream(captured);
      assert.ok(Number(captured.stdout) > 100, `only ${captured.stdout} addresses were used again`);
      const wrong: string[] = [];
      let right = 0;
      for (const code of stream.codes.values()) {
        const name = stream.strings.get(code.name) ?? '';
        const number = /^work_(\d+)$/.exec(name)?.[1];
        if (number === undefined) continue;
        if (stream.strings.get(code.filename) === `<made ${number}>`) right++;
        else wrong.push(name);
      }
      assert.deepEqual(wrong, []);
      // Time in one of them must not be given to its predecessor: no function has more than its own 1 ms, give or take ticks.
      const shares = [...cpuByFunction(stream)].filter(([name]) => name.startsWith('work_')).map(([, ns]) => ns);
      assert.ok(right > 50, `${right} of the functions were seen`);
      const long = shares.filter((ns) => ns > 2 * tickNs).length;
      // Other programs on the machine stretch a few; without the hook it is most of them.
      assert.ok(long <= 0.05 * shares.length, `${long} of ${shares.length} have more than 2 ticks`);
      assert.ok(functionNames(stream).has('make'));
    });
  }

  for (const interpreter of interpreters.filter(({ minor }) => minor === 11 || minor === 12)) {
    for (const variant of ['cpu', 'undefined'] satisfies Variant[]) {
      test(`frames being switched, five threads at 1 kHz: ${nameOf(interpreter)}, ${variant}`, async () => {
        const captured = await capture([interpreter.path, join(programs, 'stress.py'), '2.5'], { variant });
        const stream = onlyStream(captured);
        assert.ok(Number(captured.stdout) > 0, 'every thread got on');
        assert.ok(counter(stream, 'signals') > 100);
        assertComplete(stream);
        assertUnbiased(stream);
        const bad = counter(stream, 'torn') + counter(stream, 'unreadable');
        assert.ok(
          bad <= 0.02 * counter(stream, 'signals'),
          `${bad} of ${counter(stream, 'signals')} stacks are torn or unreadable`,
        );
      });
    }
  }

  for (const interpreter of representatives) {
    test(`loading and unloading libraries at 1 kHz: ${nameOf(interpreter)}`, async () => {
      const libraries = await Promise.all(
        ['first', 'second'].map(async (name) => {
          const output = join(mkdtempSync(join(folder, 'library-')), `${name}.so`);
          return compileProgram({ sources: [join(programs, 'loaded.c')], output, flags: ['-shared', '-fPIC'] });
        }),
      );
      const captured = await capture([interpreter.path, join(programs, 'loading.py'), '2.5', ...libraries]);
      const stream = onlyStream(captured);
      assert.ok(Number(captured.stdout) > 10, `a thread made ${captured.stdout} rounds`);
      assertComplete(stream);
      assertUnbiased(stream);
      const lost = counter(stream, 'unwindLost');
      assert.ok(
        lost <= 0.2 * counter(stream, 'signals'),
        `${lost} of ${counter(stream, 'signals')} native chains were lost`,
      );
    });
  }
});
