// The program whose memory a person looks at in personMemory.mjs, and what is read from the timeline's page.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { keepPicture } from './checks.mjs';
import { showJson } from './commandLine.mjs';
import { until } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

/** `sizes` is filled once, `shelf` grows for good, `label` copies and lets go. */
const program = `"""Reads parcels and forgets to let them go."""
import time

shelf = []
sizes = {}


def measure(count):
    for number in range(count):
        sizes[number] = bytearray(number % 300)


def keep(number):
    shelf.append(bytearray(20_000))
    return number


def label(parcel):
    copy = bytes(parcel)
    return copy[1:]


def work(seconds):
    parcel = bytearray(4_000_000)
    until = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < until:
        number += keep(number) % 3
        if number % 7 == 0:
            label(parcel)
        time.sleep(0.0005)


def main():
    measure(200_000)
    work(2.5)


if __name__ == "__main__":
    main()
`;

/** Three processes with the same 64 MiB, for long enough that PSS is read more than once. */
const crowd = `import os, time
data = bytearray(os.urandom(1 << 20) * 64)
children = [os.fork()]
children += [os.fork()] if children[0] else []
kept = []
for _ in range(40):
    kept.append(bytearray(500_000))
    time.sleep(0.1)
if all(children):
    for child in children:
        os.waitpid(child, 0)
`;

/** @param {string} folder */
export function writeHoard(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'hoard.py'), program);
  writeFileSync(join(folder, 'crowd.py'), crowd);
}

/** @param {string} text of a line of hoard.py, without its indentation */
export function lineOf(text) {
  return program.split('\n').findIndex((line) => line.trim() === text) + 1;
}

export const keepLine = lineOf('shelf.append(bytearray(20_000))');
export const fillLine = lineOf('sizes[number] = bytearray(number % 300)');
export const copyLine = lineOf('copy = bytes(parcel)');

/** "48.3 MB ±3 %" is 48.3e6. @param {string | undefined} text */
export function bytesIn(text) {
  const [, value = 'NaN', unit = 'B'] = /([\d.]+) ([kMGT]?B)/.exec(text ?? '') ?? [];
  return Number(value) * 1000 ** ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(unit);
}

/** The first run of hoard.py, as the command line has it. @param {string} home */
export function shownProfile(home) {
  const [first = ''] = readdirSync(home)
    .filter((name) => name.includes('hoard'))
    .toSorted();
  return showJson(join(home, first));
}

/** @param {Page} page @param {string} name */
export async function memoryPicture(page, name) {
  await page.mouse.move(700, 960);
  await keepPicture(page, `memory-${name}`, 300);
}

/** The innermost frame of the memory timeline, once it has drawn its lines. @param {Page} page @returns {Promise<Frame>} */
export async function timelineFrame(page) {
  return until('the memory timeline', async () => {
    for (const frame of page.frames()) {
      if (!frame.url().includes('pre/fake.html')) continue;
      const isDrawn = await frame
        .evaluate(() => document.querySelectorAll('#lines li').length > 0 && document.querySelector('canvas') !== null)
        .catch(() => false);
      if (isDrawn) return frame;
    }
    return undefined;
  });
}

/**
 * What the page says: where the slider is, and the lines below it.
 * @param {Frame} frame
 * @returns {Promise<{ value: string, head: string, lines: string[] }>}
 */
export async function readTimeline(frame) {
  return frame.evaluate(() => ({
    value: document.querySelector('#slider')?.getAttribute('aria-valuetext') ?? '',
    head: document.querySelector('#lines-head')?.textContent ?? '',
    lines: [...document.querySelectorAll('#lines .place')].map((place) => place.textContent ?? ''),
  }));
}
