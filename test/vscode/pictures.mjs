// `npm run pictures`: the pictures of the README, taken of the sample program in a real VS Code.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openWorkbench } from './host.mjs';
import { profileFromExplorer, readHeat, runCommand, until } from './screen.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const images = join(root, 'docs', 'images');
const workspace = mkdtempSync(join(tmpdir(), 'heatline-pictures-'));
copyFileSync(join(root, 'media', 'sample', 'sample.py'), join(workspace, 'sample.py'));
mkdirSync(images, { recursive: true });
const workbench = await openWorkbench({
  workspace,
  viewport: { width: 1440, height: 900 },
  settings: { 'editor.minimap.enabled': false },
});
const { page } = workbench;
try {
  await profileFromExplorer(page, 'sample.py');
  await until('heat', async () => (Object.keys(await readHeat(page)).length >= 3 ? true : undefined), 60_000);
  await page.click('.activitybar a[aria-label^="Heatline"]');
  await page.locator('.pane-body .monaco-list-row').first().waitFor();
  // The terminal has said what it had to.
  await runCommand(page, 'View: Hide Panel');
  await page.locator('.part.panel .pane-body, .part.panel .terminal').first().waitFor({ state: 'hidden' });
  await take('editor');
  const hot = page.locator('.monaco-editor .view-line', { hasText: 'return sorted' });
  await hot.hover({ position: { x: 90, y: 8 } });
  const hover = page.locator('.monaco-hover:visible');
  await until('the hover', async () =>
    (await hover.allInnerTexts()).some((text) => text.includes('on this line')) ? true : undefined,
  );
  await take('hover', false);
} finally {
  await workbench.close();
  rmSync(workspace, { recursive: true, force: true });
}
process.exit(0);

/** @param {string} name @param {boolean} [leaveMouse] */
async function take(name, leaveMouse = true) {
  if (leaveMouse) await page.mouse.move(640, 840);
  // Whatever fades in or out has done so.
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
}
