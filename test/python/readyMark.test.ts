// `heatline run --ready-at` and what imports read, as the command line tells it: real runs, with children.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import type { ImportJson, ImportReport } from '../../src/protocol/imports.ts';
import type { ProfileJson } from '../../src/protocol/profileJson.ts';
import { importProject } from './importProject.ts';

const { site, app, home, say, record } = await importProject();

const program = `import early
import subprocess, sys, threading
def prepare():
    import prepared
prepare()
def serve():
    import served
def child(name):
    subprocess.run([sys.executable, "-c", f"import {name}"], check=True)
child("child_before")
serve()
child("child_after")
thread = threading.Thread(target=lambda: __import__("threaded"))
thread.start()
thread.join()
import late
`;
const libraries = ['early', 'prepared', 'served', 'child_before', 'child_after', 'threaded', 'late'];

type Report = ImportReport & { readonly imports: readonly ImportJson[] };

before(() => {
  for (const name of libraries) writeFileSync(join(site, `${name}.py`), 'value = 1\n');
  writeFileSync(
    join(site, 'early.py'),
    `import os\nfor i in range(40):\n    with open(os.path.join(os.path.dirname(__file__), f"{i}.txt")) as f: f.read()\n`,
  );
  for (let i = 0; i < 40; i++) writeFileSync(join(site, `${i}.txt`), 'x'.repeat(50_000));
  writeFileSync(app, program);
});

async function reportOf(id: string): Promise<Report> {
  const report: Report = JSON.parse(await say('imports', id, '--json'));
  return report;
}

const phasesOf = ({ imports }: Report): Record<string, string> =>
  Object.fromEntries(imports.filter(({ module }) => libraries.includes(module)).map((row) => [row.module, row.phase]));

describe('heatline run --ready-at', () => {
  test('parts what is imported, also by threads and by children', async () => {
    await record({ session: 'seen', options: ['--ready-at', 'app.py:serve'] });
    const report = await reportOf('seen');
    assert.deepEqual(phasesOf(report), {
      early: 'init',
      prepared: 'init',
      // A child that was started before goes by the rule: its "-c" is code of nobody's.
      child_before: 'start',
      served: 'use',
      child_after: 'use',
      threaded: 'use',
      late: 'use',
    });
    assert.ok((report.ready_at?.seen_s ?? 0) > 0);
    const info: { readyAt?: string } = JSON.parse(readFileSync(join(home, 'seen', 'session.json'), 'utf8'));
    assert.equal(info.readyAt, 'app.py:serve');
    const profile: ProfileJson = JSON.parse(await say('show', 'seen', '--json', '-'));
    assert.deepEqual(profile.process.ready_at, report.ready_at);
    assert.deepEqual(profile.problems, []);
    assert.match(await say('imports', 'seen'), /Initialisation ends with "app\.py:serve", first seen after/);
  });

  test('a function that is never at work is said, with what to do, and the rule holds', async () => {
    assert.match(
      await record({ session: 'unseen', options: ['--ready-at', 'app.py:server'] }),
      /"app\.py:server".* was not seen.*Check the name/,
    );
    const report = await reportOf('unseen');
    assert.deepEqual(report.ready_at, { function: 'app.py:server', seen_s: null });
    const { prepared, late } = phasesOf(report);
    assert.deepEqual([prepared, late], ['use', 'init']);
    assert.match(await say('imports', 'unseen'), /Caution: "app\.py:server".* Check the name and its file\./);
  });

  test('what names no function is refused before anything is started', async () => {
    await assert.rejects(record({ options: ['--ready-at', 'app:serve'] }), /it takes "app\.py:serve".*\[USAGE\]/s);
  });
});

describe('files that imports read', () => {
  test('are in the JSON, and told where they are many', async () => {
    await record({ session: 'files' });
    const report = await reportOf('files');
    const early = report.imports.find(({ module }) => module === 'early') ?? assert.fail();
    assert.equal(report.ready_at, null);
    assert.equal(early.files_read, 41);
    assert.ok((early.bytes_read ?? 0) >= 2_000_000 && (early.bytes_read ?? 0) < 2_010_000, `${early.bytes_read}`);
    const text = await say('imports', 'files');
    assert.match(text, /Files read while importing\n.*\n +4[01] +2\.00 MB +early +app\.py:1/);
    assert.doesNotMatch(text, /ready-at|Initialisation ends/);
  });
});
