// Two folders in one window: what each has of its own.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openByName, picture, runCommand, sessionOf, takeRecord } from './programs/screen.mjs';
import { runChecks } from './checks.mjs';
import { openWorkbench } from './host.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Two folders in one window: each has its own settings, interpreter, variables and working folder. */
export async function runMultiRoot() {
  const parent = mkdtempSync(join(tmpdir(), 'heatline-two-'));
  const file = join(parent, 'two.code-workspace');
  // Not a shim, which would lead to the same interpreter for both.
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  for (const [name, rate] of /** @type {const} */ ([
    ['one', 150],
    ['two', 250],
  ])) {
    const folder = join(parent, name);
    cpSync(join(here, 'runs'), folder, { recursive: true });
    mkdirSync(join(folder, '.vscode'));
    writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'heatline.rate': rate }));
    writeFileSync(join(folder, '.env'), `FOLDER=${name}\n`);
    mkdirSync(join(folder, '.venv', 'bin'), { recursive: true });
    symlinkSync(python, join(folder, '.venv', 'bin', 'python'));
  }
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
  const workbench = await openWorkbench({ inPlace: parent, workspaceFile: 'two.code-workspace' });
  const { page, home } = workbench;
  try {
    return await runChecks(page, [
      [
        'a program runs with the settings, interpreter, variables and working folder of its own folder',
        async () => {
          for (const [name, rate] of /** @type {const} */ ([
            ['two', 250],
            ['one', 150],
          ])) {
            const folder = join(parent, name);
            await openByName(page, name, 'recorded.py');
            const info = await sessionOf(home, async () => runCommand(page, 'Heatline: Profile This File'));
            const record = takeRecord(folder);
            assert.deepEqual(
              [info.interpreter, info.cwd, info.rateHz, record.folder, record.environment.FOLDER],
              [join(folder, '.venv', 'bin', 'python'), folder, rate, folder, name],
            );
          }
          await picture(page, 'two-folders');
        },
      ],
    ]);
  } finally {
    await workbench.close();
    rmSync(parent, { recursive: true, force: true });
  }
}
