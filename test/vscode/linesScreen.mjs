// The program whose lines a person looks at in lines/, and what is read from the screen there.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { keepPicture } from './checks.mjs';
import { readHeat, until } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {Record<number, string>} Heat */

export const program = `"""Orders shelves."""
import functools

import shelf


def logged(function):
    @functools.wraps(function)
    def call(*args):
        return function(*args)
    return call


@logged
@functools.lru_cache
def weigh(count):
    total = 0.0
    for number in range(count):
        total += (number % 7) ** 0.5
    return total


def main():
    weigh(5_000_000)
    shares = sorted(seed * 7919 % 100003 for seed in range(700_000))
    for seed in range(4):
        shelf.fill(120_000 + seed)


if __name__ == "__main__":
    main()
`;

const shelf = `def fill(count):
    books = [number * 7919 % 100003 for number in range(count)]
    for _ in range(3):
        books = sorted(books, key=lambda book: -book)
    return books
`;

/** @param {string} folder */
export function writeProgram(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'order.py'), program);
  writeFileSync(join(folder, 'shelf.py'), shelf);
}

/** @param {string} text line of order.py */
export function lineOf(text) {
  return program.split('\n').indexOf(text) + 1;
}

export const hotText = '        total += (number % 7) ** 0.5';

/** @param {Page} page @param {string} what @param {(heat: Heat) => boolean} isRight */
export async function untilHeat(page, what, isRight) {
  return until(what, async () => {
    const heat = await readHeat(page);
    return isRight(heat) ? heat : undefined;
  });
}

/** Texts of all lenses on the screen. @param {Page} page */
export async function readLenses(page) {
  const texts = await page.locator('.monaco-editor .codelens-decoration').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

/** @param {Page} page @param {RegExp} pattern */
export async function untilLens(page, pattern) {
  return until(`a lens like ${pattern}`, async () => (await readLenses(page)).find((text) => pattern.test(text)));
}

/** @param {Page} page @param {string} name */
export async function picture(page, name) {
  await page.mouse.move(900, 760);
  await keepPicture(page, `lines-${name}`, 500);
}

/** @param {Page} page @param {number} line */
export async function untilCursorOn(page, line) {
  await until(`the cursor on line ${line}`, async () =>
    (await page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col`) }).count()) > 0 ? true : undefined,
  );
}

/** @param {Page} page @param {string} name */
export async function openFromExplorer(page, name) {
  await page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).first().dblclick();
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

/** Further presses do nothing. @param {Page} page */
export async function undoAll(page) {
  for (let left = 12; left > 0; left -= 1) await page.keyboard.press('Control+z');
}

/** @param {Page} page @param {number} line */
export async function goToLine(page, line) {
  await page.keyboard.press('Control+g');
  await page.locator('.quick-input-widget input').first().fill(`:${line}`);
  await page.keyboard.press('Enter');
  await untilCursorOn(page, line);
}
