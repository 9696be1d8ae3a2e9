// A panel's page in the themes of VS Code.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { until } from './screen.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1600, height: 1000 };
const narrow = { width: 820, height: 1000 };
const narrowFramePx = 400;

/**
 * No rule of accessibility is broken in a theme, wide and narrow, and nothing is wider than the window.
 * @param {object} panel
 * @param {import('playwright-core').Page} panel.page
 * @param {import('playwright-core').Frame} panel.frame the panel's page
 * @param {string} panel.theme that VS Code was set to
 * @param {(name: string) => Promise<void>} panel.picture takes one; the theme's name with "narrow-" before it, then the theme's name
 * @param {() => Promise<void>} [panel.prepare] what else is to be looked at, once the page has the theme
 */
export async function checkPanelInTheme({ page, frame, theme, picture, prepare }) {
  const isContrast = theme.includes('Contrast');
  await until('the theme', async () => {
    const kind = await frame.evaluate(() => document.body.className);
    const isLight = /vscode-light|vscode-high-contrast-light/.test(kind);
    return /vscode-high-contrast/.test(kind) === isContrast && isLight === theme.includes('Light') ? true : undefined;
  });
  await frame.locator('details').evaluate((details) => details.setAttribute('open', ''));
  await prepare?.();
  assert.deepEqual(await axeViolations(frame), []);
  await page.setViewportSize(narrow);
  await until('a narrow page', async () =>
    (await frame.evaluate(() => innerWidth)) < narrowFramePx ? true : undefined,
  );
  assert.deepEqual(await axeViolations(frame), []);
  const overflows = await frame.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(overflows, false, 'the page is wider than its window');
  const name = theme.replaceAll(' ', '-').toLowerCase();
  await picture(`narrow-${name}`);
  await page.setViewportSize(wide);
  await picture(name);
}

/**
 * Violations of the accessibility rules in the page, one in a line.
 * @param {import('playwright-core').Frame} frame
 * @returns {Promise<string[]>}
 */
export async function axeViolations(frame) {
  await frame.evaluate(axe);
  return frame.evaluate(async () => {
    // @ts-expect-error the script above has put it there
    const { violations } = await globalThis.axe.run(document);
    return violations.map(
      (/** @type {{ id: string, nodes: { html: string, failureSummary: string }[] }} */ { id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
    );
  });
}
