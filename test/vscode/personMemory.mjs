// Memory as a person sees it: what the heat shows is chosen by keyboard, lines and hovers follow it, the sidebar lists memory, copies and
// leaks, and a leak is warned about. Figures are compared with the command line's.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runChecks } from './checks.mjs';
import { openWorkbench } from './host.mjs';
import { lineChecks } from './memory/lines.mjs';
import { listChecks } from './memory/lists.mjs';
import { missingChecks } from './memory/missing.mjs';
import { writeHoard } from './memoryScreen.mjs';

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runMemory() {
  const source = mkdtempSync(join(tmpdir(), 'heatline-hoard-'));
  writeHoard(source);
  const workbench = await openWorkbench({ workspace: source, settings: { 'editor.minimap.enabled': false } });
  const topics = [lineChecks, listChecks, missingChecks];
  try {
    return await runChecks(
      workbench.page,
      topics.flatMap((topic) => topic(workbench)),
    );
  } finally {
    await workbench.close();
    rmSync(source, { recursive: true, force: true });
  }
}
