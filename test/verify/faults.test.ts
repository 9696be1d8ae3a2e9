// A ruler is tried by what it has to find: each fault in the recorder makes `heatline verify` fail and name what is wrong, and the
// recorder as it is passes.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import type { MeasureName, VerificationJson } from '../../src/protocol/verification.ts';
import { commandLine, interpreters, plainEnvironment, run } from '../python/harness.ts';
import { withFault, type Fault } from './faultyProduct.ts';

const python = interpreters.findLast(({ path }) => path !== undefined)?.path ?? '/usr/bin/python3';

const folder = mkdtempSync(join(tmpdir(), 'heatline-faults-'));
after(() => rmSync(folder, { recursive: true, force: true }));
/** Half a minute, and more where the machine does something else as well or the fault takes time. */
const timeoutMs = 180_000;

async function verify(heatline: string, words: readonly string[]) {
  const command = [process.execPath, heatline, 'verify', '--json', '--interpreter', python, ...words];
  const { status, stdout, stderr } = await run(command, {
    env: { ...plainEnvironment, HEATLINE_HOME: folder },
    timeoutMs,
  });
  assert.notEqual(stdout, '', `status ${status}: ${stderr}`);
  const verification: VerificationJson = JSON.parse(stdout);
  const named = (verdict: string): MeasureName[] =>
    verification.measures.filter((each) => each.verdict === verdict).map(({ name }) => name);
  return { status, verification, off: named('off'), ok: named('ok') };
}

interface Case extends Fault {
  readonly what: string;
  readonly isOff: MeasureName;
  /** Too small for the samples of a short run. */
  readonly isSmall?: true;
  /** Does not suffer from it. */
  readonly isOk?: MeasureName;
}

const classified = 'classify(context, n ? thread->frames[0].code : 0, n ? thread->frames[0].offset : 0, &found);';

const faults: readonly Case[] = [
  {
    what: 'every second sample of deep stacks is lost',
    file: 'core/sampler.c',
    from: classified,
    to: `static unsigned deep; if (n > 30 && ++deep % 2) return; ${classified}`,
    isOff: 'missed',
    isOk: 'sums',
  },
  {
    what: 'an instruction further counts as the interrupted one',
    file: 'walker/walk.h',
    from: '(uint32_t)(instruction - start) : 0;',
    to: '(uint32_t)(instruction - start) + 4 : 0;',
    isOff: 'shares',
    isOk: 'sums',
  },
  {
    what: 'time is charged to the caller',
    file: 'core/sampler.c',
    from: 'for (; depth < n && node; depth++) {',
    to: 'for (; depth + 1 < n && node; depth++) {',
    isOff: 'shares',
    isOk: 'sums',
  },
  {
    what: 'samples of native code weigh twice as much',
    file: 'core/sampler.c',
    from: '    uint64_t weight_us = weight_ns / 1000;',
    to: '    weight_ns *= found.class == HL_CLASS_NATIVE ? 2 : 1; uint64_t weight_us = weight_ns / 1000;',
    isOff: 'split',
    isSmall: true,
    isOk: 'waiting',
  },
  {
    what: 'waits are not recorded',
    file: 'core/wait.c',
    from: 'if (!thread || thread->waiting ||',
    to: 'if (1 ||',
    isOff: 'waiting',
    isOk: 'stacks',
  },
  {
    what: 'the innermost caller is left out',
    file: 'core/sampler.c',
    from: 'for (; depth < n && node; depth++) {',
    to: 'for (; depth < n && node; depth++) { if (depth + 2 == n) { thread->remembered[depth] = (struct remembered_frame){0, 0, node}; continue; }',
    isOff: 'stacks',
    isOk: 'copies',
  },
  {
    what: 'intervals are taken for four times as sure',
    file: 'core/sampler.c',
    from: 'weight_us * weight_us, 1)',
    to: 'weight_us * weight_us / 16, 1)',
    isOff: 'intervals',
    isOk: 'sums',
  },
  {
    what: 'a tenth of the threads’ CPU time is forgotten',
    file: 'core/threads.c',
    from: 'uint64_t cpu = thread == self ? thread_cpu_ns() :',
    to: 'uint64_t cpu = thread == self ? thread_cpu_ns() / 10 * 9 :',
    isOff: 'sums',
    isOk: 'split',
  },
  {
    what: 'samples of memory weigh twice as much',
    file: 'memory/footprint.c',
    from: '(uint64_t)(stands_for + 0.5), ',
    to: '(uint64_t)(2 * stands_for + 0.5), ',
    isOff: 'memory',
    isOk: 'copies',
  },
  {
    what: 'copies of an odd number of bytes count half',
    file: 'memory/copies.c',
    from: 'copy_record(size, size, 0, caller);',
    to: 'copy_record(size, size % 2 ? size / 2 : size, 0, caller);',
    isOff: 'copies',
    isOk: 'memory',
  },
];

for (const { what, isOff, isOk, isSmall, ...fault } of faults) {
  test(`found: ${what}`, async () => {
    await withFault(fault, async (faulty) => {
      const only = [isOff, ...(isOk === undefined ? [] : [isOk])];
      const { status, off, verification } = await verify(faulty, [
        ...(isSmall ? [] : ['--quick']),
        '--only',
        only.join(','),
      ]);
      assert.deepEqual([status, off], [1, [isOff]], JSON.stringify(verification.measures, undefined, 1));
    });
  });
}

test('the recorder as it is passes', async () => {
  const { status, off, verification } = await verify(commandLine, ['--quick']);
  assert.deepEqual([status, off], [0, []], JSON.stringify(verification.measures, undefined, 1));
});
