/** docs/causes.md and the sources have the same codes. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

import { causeCodes } from '../../../src/queries/causes.ts';
import { refusalStatus } from '../../../src/runner/userErrors.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** Codes as messages end with them: `code: 'x'` of errors and problems, and those written out in a text. */
function codesInSources(): Set<string> {
  const files = globSync('src/**/*.ts', { cwd: root, exclude: (path) => path.includes('src/build') });
  const texts = files.map((path) => readFileSync(join(root, path), 'utf8'));
  const found = texts.flatMap((text) => [
    ...[...text.matchAll(/\bcode: '([\w-]+)'/g)].map(([, code = '']) => code),
    ...[...text.matchAll(/\[([A-Z][A-Z_]{3,})\]\\n`/g)].map(([, code = '']) => code),
  ]);
  return new Set([...found, ...causeCodes, ...Object.keys(refusalStatus)].map(written));
}

function written(code: string): string {
  return code.toUpperCase().replaceAll('-', '_');
}

const document = readFileSync(join(root, 'docs', 'causes.md'), 'utf8');
const entries = [...document.matchAll(/^### ([A-Z_]+)\n([^#]*)/gm)].map(([, code = '', text = '']) => ({ code, text }));

test('every code has an entry, and every entry a code', () => {
  assert.deepEqual(entries.map(({ code }) => code).toSorted(), [...codesInSources()].toSorted());
});

test('an entry says what happened, and what to do', () => {
  const advised = document.slice(0, document.indexOf('## Problems of a recording'));
  for (const { code, text } of entries) {
    assert.match(text, /^\S.*\.\s*$/s, code);
    if (advised.includes(`### ${code}\n`)) assert.match(text, /\*\*Do:\*\* \S/, code);
  }
});

test('the exit status in an entry is the one of the command line', () => {
  for (const [code, status] of Object.entries(refusalStatus)) {
    assert.match(entries.find((entry) => entry.code === code)?.text ?? '', new RegExp(`^\\(${status}\\) `), code);
  }
});

/** Failures of Heatline's own, which nobody knows how to bring about, and what needs a window whose VS Code is on another machine. */
const beyondTests = ['INTERNAL', 'SESSION_UNREADABLE', 'UNEXPECTED', 'NOT_ON_DISK'];

test('every cause that somebody can meet is named by a test', () => {
  const files = globSync('test/**/*.{ts,mjs,cjs}', { cwd: root, exclude: (path) => path.includes('unit/docs') });
  const texts = files.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  const named = new Set([...texts.matchAll(/\b[a-zA-Z]+(?:[_-][a-zA-Z]+)*\b/g)].map(([word]) => written(word)));
  const untested = entries.filter(({ code }) => !named.has(code) && !beyondTests.includes(code));
  assert.deepEqual(
    untested.map(({ code }) => code),
    [],
  );
});
