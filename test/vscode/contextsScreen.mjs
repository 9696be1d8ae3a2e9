// A program that uses one library much, another one rarely and from one place, whose calling contexts a person looks at in personImportContexts.mjs.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const files = {
  'shop.py': `"""A small shop behind a web library, with an export that few ask for."""

import sys
from os.path import dirname

sys.path.insert(0, f"{dirname(__file__)}/site-packages")

import json
import minweb
import bigyaml


def index():
    found = [number * number for number in range(2000)]
    return json.dumps({"found": found, "sum": total(found)})


def total(numbers):
    return sum(number % 7 for number in numbers)


def export():
    return bigyaml.dump(list(range(60)))


def main():
    minweb.serve({"/": index, "/export": export}, requests=2000)


if __name__ == "__main__":
    main()
`,
  'site-packages/minweb/__init__.py': `from .serving import serve
`,
  'site-packages/minweb/serving.py': `from .routing import find


def serve(pages, requests):
    for number in range(requests):
        find(pages, "/export" if number % 50 == 0 else "/")()
`,
  'site-packages/minweb/routing.py': `def find(pages, path):
    for _ in range(400):
        known = [page for page in pages if page == path]
    return pages[known[0]]
`,
  'site-packages/bigyaml/__init__.py': `import time

from .emitter import dump

until = time.perf_counter() + 0.3
TABLE = []
while time.perf_counter() < until:
    TABLE.append(bytes(200))
`,
  'site-packages/bigyaml/emitter.py': `from .scanner import scan


def dump(values):
    return "\\n".join(scan(value) for value in values for _ in range(15))
`,
  'site-packages/bigyaml/scanner.py': `def scan(value):
    return "".join(sorted(str(value * 7919)))
`,
};

/** @param {string} folder */
export function writeShop(folder) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** @param {string} text of a line of shop.py @returns {number} */
export function shopLineOf(text) {
  return files['shop.py'].split('\n').findIndex((line) => line.trim() === text) + 1;
}
