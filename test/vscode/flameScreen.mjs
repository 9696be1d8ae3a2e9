// What is read from the import flame graph's page, and a program that imports thousands of modules.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { keepPicture } from './checks.mjs';
import { until } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

/** The innermost frame of the panel, once it shows something. @param {Page} page @returns {Promise<Frame>} */
export async function flameFrame(page) {
  return until('the import flame graph', async () => {
    for (const frame of page.frames()) {
      if (!frame.url().includes('pre/fake.html')) continue;
      const isDrawn = await frame.evaluate(() => document.querySelector('#chart .item') !== null).catch(() => false);
      if (isDrawn) return frame;
    }
    return undefined;
  });
}

/**
 * @typedef {object} FlamePage
 * @property {string} title
 * @property {string} path names of the boxes that are zoomed into, with the one that is shown
 * @property {string} item what a screen reader says of the box that is looked at
 * @property {number} level
 * @property {number} width of that box, in pixels
 * @property {string} facts
 * @property {string} found
 */

/** @param {Frame} frame @returns {Promise<FlamePage>} */
export async function readFlame(frame) {
  return frame.evaluate(() => {
    const item = document.querySelector('#chart .item');
    return {
      title: document.querySelector('#title')?.textContent ?? '',
      path: [...document.querySelectorAll('#path li')].map((step) => step.textContent ?? '').join(' › '),
      item: item?.getAttribute('aria-label') ?? '',
      level: Number(item?.getAttribute('aria-level')),
      width: item?.getBoundingClientRect().width ?? 0,
      facts: document.querySelector('#facts')?.textContent ?? '',
      found: document.querySelector('#found')?.textContent ?? '',
    };
  });
}

/** @param {Frame} frame @param {string} what @param {(page: FlamePage) => boolean} fits */
export async function flameThat(frame, what, fits) {
  return until(what, async () => {
    const page = await readFlame(frame);
    return fits(page) ? page : undefined;
  });
}

/** Presses arrows to the right until a box with this name is looked at. @param {Page} page @param {Frame} frame @param {string} module */
export async function moveRightTo(page, frame, module) {
  await until(module, async () => {
    if ((await readFlame(frame)).item.startsWith(`${module},`)) return true;
    await page.keyboard.press('ArrowRight');
    return undefined;
  });
}

/** Middle of the box that is looked at, on the screen. @param {Frame} frame */
export async function middleOfItem(frame) {
  const box = await frame.locator('#chart .item').boundingBox();
  if (box === null) throw new Error('the box is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** How often each colour is in the canvas, the most frequent first. @param {Frame} frame @returns {Promise<[string, number][]>} */
export async function coloursOf(frame) {
  return frame.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#boxes'));
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = `${data[at]},${data[at + 1]},${data[at + 2]},${data[at + 3]}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]);
  });
}

/** @param {Page} page @param {string} name */
export async function flamePicture(page, name) {
  await page.mouse.move(700, 960);
  await keepPicture(page, `flame-${name}`, 300);
}

/** Its name is markup, which no page may take for its own. */
export const markupName = '<img src=x onerror=alert(1)>';

/** A program with libraries that it uses, hardly uses, and does not use, and with a child. @param {string} folder */
export function writePicks(folder) {
  const libraries = join(folder, 'site-packages');
  mkdirSync(libraries, { recursive: true });
  const load = 'import time\n\ntime.sleep(0.04)\n';
  const functions = {
    // By the CPU clock: its share is large however busy the machine is.
    crunch:
      'def work(until):\n    while time.process_time() < until:\n        sum(number % 3 for number in range(500))\n',
    glance: 'def look(kept):\n    kept.append(bytearray(5_000_000))\n',
    idle: '',
    [markupName]: '',
  };
  for (const [name, text] of Object.entries(functions)) {
    writeFileSync(join(libraries, `${name}.py`), `${load}\n\n${text}`);
  }
  const program = [
    'import importlib',
    'import os',
    'import subprocess',
    'import sys',
    'import time',
    '',
    'sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "site-packages"))',
    'import crunch',
    'import glance',
    'import idle',
    '',
    `importlib.import_module(${JSON.stringify(markupName)})`,
    'subprocess.run([sys.executable, "-c", "import colorsys"], check=True)',
    'kept = []',
    'glance.look(kept)',
    'crunch.work(time.process_time() + 1)',
    'print(len(kept), idle)',
    '',
  ];
  writeFileSync(join(folder, 'picks.py'), program.join('\n'));
}

export const n_manyModules = 5000;

/** A package of thousands of modules, fifty in each of its packages. @param {string} folder */
export function writeMany(folder) {
  const n_packages = n_manyModules / 50;
  const packages = Array.from({ length: n_packages }, (_, at) => `part${at}`);
  const root = join(folder, 'many');
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, '__init__.py'), packages.map((name) => `from . import ${name}\n`).join(''));
  for (const name of packages) {
    mkdirSync(join(root, name));
    const modules = Array.from({ length: 49 }, (_, at) => `module${at}`);
    writeFileSync(join(root, name, '__init__.py'), modules.map((module) => `from . import ${module}\n`).join(''));
    for (const module of modules) writeFileSync(join(root, name, `${module}.py`), 'VALUE = 1\n');
  }
  writeFileSync(
    join(folder, 'load_many.py'),
    'import many\n\nprint(sum(number % 3 for number in range(3_000_000)), many)\n',
  );
}
