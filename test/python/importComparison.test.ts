// `heatline imports --against`: real runs of a program whose workload, and then whose imports, change.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import type { ImportComparison } from '../../src/protocol/importComparison.ts';
import { importProject, run } from './importProject.ts';

const { site, project, app, env, interpreter, say, record } = await importProject();

/** By the CPU clock: what others do on the machine changes neither cost nor use. */
const library = `import time
def spend(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end: pass
spend(0.08)
`;
const program = (imports: readonly string[]): string => `import sys
${imports.map((name) => `import ${name}`).join('\n')}
def index(): slow_web.spend(0.6)
def report():
    import slow_plots
    slow_plots.spend(0.6)
def main():
    for name in sys.argv[1:]: globals()[name]()
main()
`;

async function compare(now: string, ...earlier: readonly string[]): Promise<ImportComparison> {
  const against = earlier.flatMap((name) => ['--against', name]);
  const comparison: ImportComparison = JSON.parse(await say('imports', now, ...against, '--json'));
  return comparison;
}

const fate = ({ findings }: ImportComparison, library: string): string => {
  const found = findings.find(({ finding }) => finding.library === library);
  return found === undefined ? 'none' : `${found.status} ${found.because ?? '-'}`;
};

describe('a run against earlier ones', () => {
  before(async () => {
    for (const name of ['slow_web', 'slow_plots', 'slow_never']) writeFileSync(join(site, `${name}.py`), library);
    writeFileSync(app, program(['slow_web', 'slow_plots', 'slow_never']));
    // Bytecode is compiled here, so that the runs below have it alike.
    await run(interpreter, [app], { env, cwd: project });
    await record({ session: 'web', words: ['index'] });
    await record({ session: 'web-again', words: ['index'] });
    await record({ session: 'mixed', words: ['index', 'report'] });
    writeFileSync(app, program(['slow_web', 'slow_plots']));
    await record({ session: 'without', words: ['index'] });
  });

  test('of the same workload: the same findings, no drift', async () => {
    const comparison = await compare('web-again', 'web');
    assert.notEqual(comparison.workload.verdict, 'drifted');
    assert.deepEqual([fate(comparison, 'slow_plots'), fate(comparison, 'slow_never')], ['holds -', 'holds -']);
    assert.ok(comparison.libraries.every(({ use, loading }) => use.claim === null && loading === 'same'));
  });

  test('of another workload: it drifted, and the finding about what is used now no longer holds', async () => {
    const comparison = await compare('mixed', 'web', 'web-again');
    const { workload, before } = comparison;
    assert.equal(workload.verdict, 'drifted');
    const share = (name: string) => workload.entries.find((entry) => entry.name === name)?.now ?? 0;
    assert.ok(Math.abs(share('index') - 0.5) < 0.2 && Math.abs(share('report') - 0.5) < 0.2, JSON.stringify(workload));
    assert.equal(before.length, 2);
    assert.deepEqual([fate(comparison, 'slow_plots'), fate(comparison, 'slow_never')], ['gone used', 'holds -']);
    const said = await say('imports', 'mixed', '--against', 'web', '--against', 'web-again');
    assert.match(said, /The workload drifted \(.*measure this one again before you change imports/);
    assert.match(said, /These findings no longer hold\n +app\.py:3 +slow_plots\n +slow_plots now takes \d+\.\d %/);
    assert.match(said, /These findings still hold\n +app\.py:4 +slow_never/);
    assert.match(said, /not seen +\d\d\.\d % \[\d\d\.\d, \d\d\.\d\] +more +slow_plots/);
  });

  test('without an import: its finding no longer holds, and the library went', async () => {
    const comparison = await compare('without', 'web');
    assert.deepEqual([fate(comparison, 'slow_never'), fate(comparison, 'slow_plots')], ['gone import', 'holds -']);
    const went = comparison.libraries.filter(({ loading }) => loading === 'went');
    assert.deepEqual(
      went.map(({ library }) => library),
      ['slow_never'],
    );
    assert.equal(fate(await compare('web', 'without'), 'slow_never'), 'new import');
  });

  test('with itself, or with a run of which imports are not known, is refused', async () => {
    const refusal = async (...args: readonly string[]): Promise<string> => {
      const failed = await say('imports', ...args).catch((error: unknown) => error);
      assert.ok(failed instanceof Error && 'stderr' in failed);
      return String(failed.stderr);
    };
    assert.match(await refusal('web', '--against', 'web'), /can't be compared with itself\..*\[USAGE\]/);
    assert.match(await refusal('web', '--against', 'mixed', '--fix'), /takes no --fix.*\[USAGE\]/);
    await record({ session: 'blind', options: ['--no-imports'] });
    assert.match(await refusal('web', '--against', 'blind'), /\[IMPORTS_OFF\]/);
  });
});
