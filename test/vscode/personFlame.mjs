// The import flame graph as a person uses it: by keys and by mouse, in every kind of theme, after a reload, with thousands of imports,
// and where there are none.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runChecks } from './checks.mjs';
import { runScript } from './commandLine.mjs';
import { keyChecks } from './flame/keys.mjs';
import { lookChecks } from './flame/looks.mjs';
import { writeMany, writePicks } from './flameScreen.mjs';
import { openWorkbench } from './host.mjs';
import { writeReport } from './importsScreen.mjs';

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runFlame() {
  const source = mkdtempSync(join(tmpdir(), 'heatline-flame-'));
  writeReport(source);
  writeMany(source);
  writePicks(source);
  const workbench = await openWorkbench({ workspace: source, settings: { 'editor.minimap.enabled': false } });
  try {
    const { home, workspace, page } = workbench;
    mkdirSync(home, { recursive: true });
    runScript(join(workspace, 'load_many.py'), join(home, '20240101T000000Z-many-1'));
    runScript(join(workspace, 'picks.py'), join(home, '20240101T000001Z-picks-1'));
    runScript(join(workspace, 'report.py'), join(home, '20240102T000000Z-plain-1'), ['--no-imports']);
    runScript(join(workspace, 'report.py'), join(home, '20240103T000000Z-report-1'));
    return await runChecks(page, [...keyChecks(workbench), ...lookChecks(workbench)]);
  } finally {
    await workbench.close();
    rmSync(source, { recursive: true, force: true });
  }
}
