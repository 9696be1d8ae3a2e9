// Each snippet is either fixed, to exactly the text that it says and to a program that prints the same, or refused for the reason that
// it names. With every interpreter that can parse it.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { applyEdits, askAll, interpreters, run, type Result } from './engine.ts';
import { readSnippets, type Snippet } from './snippet.ts';

const snippets = readSnippets();

function writeFiles(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-deferral-'));
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function outcomeOf(result: Result): string {
  return result.reason === undefined ? 'fixed' : `refused ${result.reason.code} ${result.reason.line}`;
}

function changedFiles(snippet: Snippet, folder: string, results: readonly Result[]): Map<string, string> {
  return new Map(
    [...snippet.files].map(([name, text]) => {
      const edits = results.filter(({ path }) => path === join(folder, name)).flatMap((result) => result.edits);
      return [name, applyEdits(text, edits)];
    }),
  );
}

/** What a program says, without the folder that it is in. */
async function outputOf(python: string, files: ReadonlyMap<string, string>, args: readonly string[]): Promise<string> {
  const folder = writeFiles(files);
  try {
    const outcome = await run([python, ...args], { cwd: folder });
    return `${outcome.status}\n${outcome.stdout}${outcome.stderr}`.replaceAll(folder, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function check(python: string, snippet: Snippet, folder: string, results: readonly Result[]): Promise<void> {
  assert.deepEqual(results.map(outcomeOf), snippet.outcomes, results.map(({ reason }) => reason?.message).join('\n'));
  for (const { reason } of results) {
    assert.ok(reason === undefined || (reason.message.endsWith('.') && !reason.message.includes('{')), reason?.message);
  }
  const changed = changedFiles(snippet, folder, results);
  for (const [name, text] of changed) assert.equal(text, snippet.expected.get(name) ?? snippet.files.get(name), name);
  const notes = results.flatMap((result) => result.notes.map((note) => `${note.code} ${note.line}`));
  assert.deepEqual(notes, snippet.notes);
  if (snippet.expected.size === 0 || snippet.runs === undefined) return;
  const [before, after] = await Promise.all([
    outputOf(python, snippet.files, snippet.runs),
    outputOf(python, changed, snippet.runs),
  ]);
  assert.match(before, /^0\n./, 'the snippet itself must run and print something');
  assert.equal(after, before);
}

/** Writes the snippets' files and asks for all of them, each in a project of its own. */
async function answerSnippets(python: string, asked: readonly Snippet[]): Promise<Map<Snippet, readonly Result[]>> {
  const questions = asked.map(({ strategy, target, requests, name }) => {
    const folder = folders.get(name) ?? '';
    const paths = requests.map(({ file, ...request }) => ({ path: join(folder, file), ...request }));
    return { strategy, target, project: [folder], requests: paths };
  });
  const answers = await askAll(python, questions);
  return new Map(asked.map((snippet, index) => [snippet, answers[index] ?? []]));
}

const folders = new Map(snippets.map(({ name, files }) => [name, writeFiles(files)]));
after(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true });
});

test('there are snippets of both kinds', () => {
  const fixed = snippets.filter(({ outcomes }) => outcomes.includes('fixed'));
  assert.ok(fixed.length >= 20, `${fixed.length} fixed`);
  assert.ok(snippets.length >= 60, `${snippets.length} snippets`);
  for (const { name, requests, outcomes, files, expected } of snippets) {
    assert.equal(requests.length, outcomes.length, name);
    assert.equal(expected.size > 0, outcomes.includes('fixed'), name);
    assert.ok(
      requests.every(({ file }) => files.has(file)),
      name,
    );
  }
});

for (const { name, version, path } of interpreters) {
  const skip = path === undefined && `Python ${name} is not installed`;
  suite(`with Python ${name}`, { concurrency: 4, skip }, () => {
    const asked = snippets.filter(({ needs }) => version[1] >= needs[1]);
    let answers: Map<Snippet, readonly Result[]> = new Map();
    before(async () => {
      answers = await answerSnippets(path ?? '', asked);
    });
    for (const snippet of asked) {
      test(snippet.name, () => check(path ?? '', snippet, folders.get(snippet.name) ?? '', answers.get(snippet) ?? []));
    }
  });
}
