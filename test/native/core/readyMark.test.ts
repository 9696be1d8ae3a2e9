// The mark that the user sets: from when on imports belong to use, whoever imports and wherever.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { importFlag } from '../../../src/session/layout.ts';
import type { Stream } from '../../../src/session/session.ts';
import { findInterpreters, pickRepresentatives } from '../../accuracy/interpreters.ts';
import { capture, onlyStream, type CaptureSettings } from '../capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-ready-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const representatives = pickRepresentatives(await findInterpreters());
const newest = representatives.filter(({ kind }) => kind === 'shared').at(-1);
const newestPath = newest?.path ?? assert.fail('no interpreter');

const modules = ['before', 'lazy', 'below', 'inside', 'afterwards', 'threaded', 'forked', 'still'];
for (const name of modules) writeFileSync(join(folder, `${name}.py`), name === 'inside' ? 'import below\n' : '\n');
mkdirSync(join(folder, 'pack'));
writeFileSync(join(folder, 'pack', 'app.py'), 'def serve():\n  import inside\n');

let programs = 0;

/** The modules that were imported before and after the mark was seen. */
async function run(
  lines: readonly string[],
  readyAt: string,
  settings: CaptureSettings & { python?: string } = {},
): Promise<{ before: string[]; after: string[]; streams: readonly Stream[] }> {
  const path = join(folder, `main${programs++}.py`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  const captured = await capture([settings.python ?? newestPath, path], { readyAt, ...settings });
  assert.equal(captured.status, 0, captured.stderr);
  return { ...parted(captured.streams), streams: captured.streams };
}

function parted(streams: readonly Stream[]): { before: string[]; after: string[] } {
  const imports = streams.flatMap((stream) => stream.imports).filter(({ name }) => modules.includes(name));
  const names = (isAfter: boolean): string[] =>
    imports.filter(({ flags }) => ((flags & importFlag.afterMark) !== 0) === isAfter).map(({ name }) => name);
  return { before: names(false).sort(), after: names(true).sort() };
}

const readyEvents = ({ events }: Stream): number => events.filter(({ kind }) => kind === 'ready').length;
/** On a CPU until it has been sampled for sure. */
const spin = 'import time; t = time.process_time()\n  while time.process_time() < t + 0.1: pass';

describe('the mark of the user', { concurrency: 2 }, () => {
  for (const { version, kind, path } of representatives) {
    test(`what the function imports, and everything afterwards: ${version} ${kind}`, async () => {
      const main = [
        'import before',
        'def lazy_one():',
        '  import lazy',
        'lazy_one()',
        'def deeper(n):',
        '  if n: return deeper(n - 1)',
        '  import inside',
        'def serve():',
        '  deeper(200)',
        'serve()',
        'import afterwards',
      ];
      const { before, after, streams } = await run(main, 'serve', { python: path });
      assert.deepEqual(
        [before, after],
        [
          ['before', 'lazy'],
          ['afterwards', 'below', 'inside'],
        ],
      );
      assert.deepEqual(streams.map(readyEvents), [1]);
    });

    test(`a method by its qualified name, or its own where there is no other: ${version} ${kind}`, async () => {
      const main = [
        'class Other:',
        '  def serve(self):',
        '    import before',
        'class App:',
        '  def serve(self):',
        '    import lazy',
        version.startsWith('3.8') ? '' : 'Other().serve()',
        'App().serve()',
      ];
      const { before, after } = await run(main, 'App.serve', { python: path });
      assert.deepEqual([before, after], [version.startsWith('3.8') ? [] : ['before'], ['lazy']]);
    });
  }

  test('a file by the end of its path, and no other file of that end', async () => {
    const main = [
      'import pack.app',
      'def serve():',
      '  import before',
      'serve()',
      'pack.app.serve()',
      'import afterwards',
    ];
    const expected = [['before'], ['afterwards', 'below', 'inside']];
    for (const mark of ['app.py:serve', 'pack/app.py:serve', join(folder, 'pack', 'app.py:serve')]) {
      const { before, after } = await run(main, mark);
      assert.deepEqual([before, after], expected, mark);
    }
    for (const mark of ['pp.py:serve', 'other/app.py:serve', 'app.py:serv', 'app.py:App.serve']) {
      const { after, streams } = await run(main, mark);
      assert.deepEqual(after, [], mark);
      assert.deepEqual(streams.map(readyEvents), [0]);
    }
  });

  test('a function that is over is known by a sample, and in other threads', async () => {
    const main = [
      'import before, threading',
      'def serve():',
      `  ${spin}`,
      'serve()',
      'def work():',
      '  import threaded',
      'thread = threading.Thread(target=work)',
      'thread.start(); thread.join()',
      'import afterwards',
    ];
    const { before, after } = await run(main, 'serve');
    assert.deepEqual([before, after], [['before'], ['afterwards', 'threaded']]);
  });

  test('a function that waits is known by the wait', async () => {
    const main = ['import before, time', 'def serve():', '  time.sleep(0.02)', 'serve()', 'import afterwards'];
    const { before, after } = await run(main, 'serve');
    assert.deepEqual([before, after], [['before'], ['afterwards']]);
  });

  test('while it is under way in one thread another one imports', async () => {
    const main = [
      'import before, threading',
      'going, over = threading.Event(), threading.Event()',
      'def serve():',
      '  going.set(); over.wait()',
      'thread = threading.Thread(target=serve)',
      'thread.start(); going.wait()',
      'while not over.is_set():',
      '  import threaded',
      '  over.set()',
      'thread.join()',
    ];
    const { after } = await run(main, 'serve');
    // The wait may begin just after the import did: then it is right that it came before.
    assert.ok(after.length <= 1);
    const slower = [...main.slice(0, 6), '__import__("time").sleep(0.05)', ...main.slice(6)];
    assert.deepEqual((await run(slower, 'serve')).after, ['threaded']);
  });

  test('a forked child goes on as its parent was, and does not tell its parent', async () => {
    const main = [
      'import os, before',
      'def serve():',
      '  import lazy',
      'def child(work):',
      '  pid = os.fork()',
      '  if pid == 0:',
      '    work(); os._exit(0)',
      '  os.waitpid(pid, 0)',
      'child(serve)',
      'import still',
      'serve()',
      'def late():',
      '  import forked',
      'child(late)',
    ];
    const { streams } = await run(main, 'serve');
    assert.deepEqual(
      streams.map((stream) => parted([stream])),
      [
        { before: ['before', 'still'], after: ['lazy'] },
        { before: [], after: ['lazy'] },
        { before: [], after: ['forked'] },
      ],
    );
    assert.deepEqual(streams.map(readyEvents), [1, 1, 1]);
  });

  test('the memory object sees it too, and without a mark nothing is marked', async () => {
    const main = ['import before', 'def serve():', '  import lazy', 'serve()'];
    const { before, after } = await run(main, 'serve', { variant: 'memory' });
    assert.deepEqual([before, after], [['before'], ['lazy']]);
    const path = join(folder, `main${programs++}.py`);
    writeFileSync(path, main.join('\n'));
    const stream = onlyStream(await capture([newestPath, path]));
    assert.deepEqual(parted([stream]), { before: ['before', 'lazy'], after: [] });
    assert.equal(readyEvents(stream), 0);
  });
});
