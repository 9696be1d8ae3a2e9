// The memory timeline as a person uses it, of a run of the command line.

import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runChecks } from './checks.mjs';
import { openWorkbench } from './host.mjs';
import { timelineChecks } from './memory/timeline.mjs';
import { writeHoard } from './memoryScreen.mjs';

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runTimeline() {
  const source = mkdtempSync(join(tmpdir(), 'heatline-hoard-'));
  writeHoard(source);
  const workbench = await openWorkbench({ workspace: source, settings: { 'editor.minimap.enabled': false } });
  try {
    mkdirSync(workbench.home, { recursive: true });
    return await runChecks(workbench.page, timelineChecks(workbench));
  } finally {
    await workbench.close();
    rmSync(source, { recursive: true, force: true });
  }
}
