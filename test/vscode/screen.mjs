// What a person sees and does in the workbench: reading the heat from the screen, choosing from menus, waiting.

/** @typedef {import('playwright-core').Page} Page */

const menuIsDeafForMs = 300;

/**
 * Waits until `look` gives something else than undefined.
 * @template T
 * @param {string} what for the message when it does not come
 * @param {() => Promise<T | undefined>} look
 * @param {number} [withinMs]
 * @returns {Promise<T>}
 */
export async function until(what, look, withinMs = 20_000) {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > untilMs) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/**
 * @param {Page} page
 * @param {string} file name of a file in the workspace's folder
 */
export async function profileFromExplorer(page, file) {
  const row = `.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`;
  const entry = page.locator('.monaco-menu .action-item', { hasText: /^Profile This File$/ });
  // The hover of another row would lie over this one.
  await page.mouse.move(700, 600);
  await until(`"Profile This File" in the menu of ${file}`, async () => {
    await page.click(row, { button: 'right' });
    // A menu ignores the mouse right after it has opened, and closes when the window's layout changes under it.
    await page.waitForTimeout(menuIsDeafForMs);
    return entry.click({ timeout: 3000 }).then(
      () => true,
      async () => page.keyboard.press('Escape').then(() => undefined),
    );
  });
}

/**
 * The text behind each painted line, by line number.
 * @param {Page} page
 * @returns {Promise<Record<number, string>>}
 */
export async function readHeat(page) {
  return page.evaluate(() => {
    /** @type {Record<number, string>} */
    const found = {};
    /** @type {Map<number, number>} line number by its place on the screen */
    const numbers = new Map();
    for (const element of document.querySelectorAll('.monaco-editor .margin-view-overlays .line-numbers')) {
      const number = Number(element.textContent);
      if (number > 0) numbers.set(Math.round(element.getBoundingClientRect().top), number);
    }
    for (const line of document.querySelectorAll('.monaco-editor .view-lines .view-line')) {
      const number = numbers.get(Math.round(line.getBoundingClientRect().top));
      if (number === undefined) continue;
      const texts = [...line.querySelectorAll('span')]
        .map((span) => getComputedStyle(span, '::after').content)
        .filter((content) => content !== 'none' && content !== 'normal');
      if (texts.length > 0) found[number] = texts.map((text) => text.replaceAll(/^"|"$/g, '')).join('');
    }
    return found;
  });
}

/** Width in pixels and colour of each line's heat bar, by place from the top. @param {Page} page */
export async function readBars(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.monaco-editor .view-overlays .cdr')]
      .map((element) => ({ style: getComputedStyle(element), top: element.getBoundingClientRect().top }))
      .filter(({ style }) => style.borderLeftStyle !== 'none' && style.borderLeftWidth !== '0px')
      .map(({ style, top }) => ({
        top,
        width: style.borderLeftWidth,
        colour: style.borderLeftColor,
        style: style.borderLeftStyle,
      })),
  );
}

/**
 * Waits for a notification and gives its text.
 * @param {Page} page
 * @param {RegExp} pattern
 * @param {number} [withinMs]
 */
export async function notification(page, pattern, withinMs) {
  return until(
    `a notification like ${pattern}`,
    async () =>
      (await page.locator('.notification-toast .notification-list-item-message').allInnerTexts()).find((text) =>
        pattern.test(text),
      ),
    withinMs,
  );
}

/**
 * @param {Page} page
 * @param {string} label of a button in a notification
 */
export async function pressInNotification(page, label) {
  await page.locator('.notification-toast .monaco-button', { hasText: label }).click();
}

/** @param {Page} page @param {string} command its title in the palette */
export async function runCommand(page, command) {
  await chooseCommand(page, command);
  await page.keyboard.press('Enter');
}

/** Leaves the palette open with the command chosen; Enter runs it. @param {Page} page @param {string} command */
export async function chooseCommand(page, command) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`>${command}`);
  const row = page.locator('.quick-input-widget .monaco-list-row', { hasText: command }).first();
  await row.waitFor();
}

/** @param {Page} page */
export async function closeNotifications(page) {
  await runCommand(page, 'Notifications: Clear All Notifications');
}

/**
 * Sets the interpreter for the workspace, and waits until VS Code has seen it: the minimap is switched in the same file.
 * @param {import('./host.mjs').Workbench} workbench
 * @param {string} interpreter
 * @param {boolean} minimap another than before
 */
export async function setInterpreter({ page, setSettings }, interpreter, minimap) {
  setSettings({ 'heatline.interpreter': interpreter, 'editor.minimap.enabled': minimap });
  const map = page.locator('.monaco-editor .minimap').first();
  await until('the changed setting', async () => ((await map.isVisible()) === minimap ? true : undefined));
}
