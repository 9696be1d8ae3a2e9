// The program whose imports a person looks at in personImports.mjs, and the hints that are read from the screen.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { keepPicture } from './checks.mjs';
import { until } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */

const files = {
  'report.py': `"""Counts what is on the shelves, and loads more than it needs."""

import argparse
import json
import sqlite3
import unittest.mock
import xmlrpc.client
from decimal import Decimal, getcontext

from shelves import count, labels
from shelves.prices import total


def summary(seconds):
    getcontext().prec = 12
    found = count(seconds)
    return json.dumps({"crates": found, "total": str(total(found) * Decimal("1.19"))})


def keep(text):
    import csv

    return csv.writer, text


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=0.6)
    print(keep(summary(parser.parse_args().seconds))[1], len(labels.NAMES))
`,
  'shelves/__init__.py': `"""Everything about shelves."""
from . import labels
from .counting import count
`,
  'shelves/labels.py': `import asyncio
import time

time.sleep(0.02)
NAMES = [asyncio.__name__]
`,
  'shelves/counting.py': `import time


def count(seconds):
    until = time.perf_counter() + seconds
    crates = 0
    while time.perf_counter() < until:
        crates += sum(number % 3 for number in range(500))
    return crates
`,
  'shelves/prices.py': `from decimal import Decimal


def total(crates):
    return Decimal(crates) / 7
`,
};

/** @param {string} folder */
export function writeReport(folder) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** @param {string} text of a line of report.py @returns {number} */
export function lineOf(text) {
  return files['report.py'].split('\n').findIndex((line) => line.trim() === text) + 1;
}

/** The lines of the editor that have a hint, with it, from top to bottom. @param {Page} page @returns {Promise<string[]>} */
export async function readHinted(page) {
  const lines = await page.locator('.monaco-editor .view-line').evaluateAll((elements) =>
    elements
      .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' ')),
  );
  return lines.filter((text) => / ms · /.test(text));
}

/** @param {Page} page @param {string} what @param {(lines: string[]) => boolean} fits */
export async function hintedThat(page, what, fits) {
  return until(what, async () => {
    const lines = await readHinted(page);
    return fits(lines) ? lines : undefined;
  });
}

/** @param {Page} page @param {string} name */
export async function importsPicture(page, name) {
  await page.mouse.move(800, 960);
  await keepPicture(page, `imports-${name}`, 500);
}
