// What the walker finds is what the interpreter says: 200 generated programs, stopped and running, every frame with its line.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import type { LineTableKind } from '../../../src/session/session.ts';
import { decodeLineTable, lineAt, type LineRuns } from '../../../src/symbolize/pythonLines.ts';
import { findInterpreters } from '../../accuracy/interpreters.ts';
import { compileProgram, nativeFolder } from '../builtObject.ts';
import { capture, onlyStream } from '../capture.ts';
import { counter } from '../streamFacts.ts';

const runFile = promisify(execFile);
const here = join(import.meta.dirname, 'conformance');
const runner = join(here, 'run.py');
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

const programs = 200;
const leastStops = 1500;
const timeoutMs = 60_000;
// On a busy machine: enough walks for half a percent to be several.
const workSeconds = 3;
const leastWalks = 300;
const leastComplete = 0.995;

interface Compared {
  readonly programs: number;
  readonly stops: number;
  readonly moments: number;
  readonly frames: number;
  readonly deepest: number;
  readonly wrong: readonly string[];
}

type Noted =
  | { readonly code: number; readonly kind: LineTableKind; readonly first: number; readonly table: string }
  | { readonly frame: readonly [code: number, offset: number, line: number] };

/** Frames whose line our own reader of line tables gives differently from the interpreter. */
function compareLines(file: string): { readonly frames: number; readonly wrong: readonly string[] } {
  const tables = new Map<number, LineRuns>();
  const wrong: string[] = [];
  let frames = 0;
  for (const text of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const noted: Noted = JSON.parse(text);
    if ('code' in noted) {
      const bytes = new Uint8Array(Buffer.from(noted.table, 'hex'));
      tables.set(noted.code, decodeLineTable({ kind: noted.kind, bytes, firstLine: noted.first }));
      continue;
    }
    const [code, offset, line] = noted.frame;
    const runs = tables.get(code);
    assert.ok(runs);
    frames++;
    const found = lineAt(runs, offset);
    if (found !== line) wrong.push(`code ${code} at ${offset}: line ${found}, not ${line}`);
  }
  return { frames, wrong };
}

describe('the walk of generated programs', { concurrency: 2 }, async () => {
  const interpreters = await findInterpreters();
  let folder = '';
  let library = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heatline-conformance-'));
    library = await compileProgram({
      sources: [join(here, 'compare.c'), join(nativeFolder, 'walker', 'layouts.c')],
      output: join(folder, 'compare.so'),
      flags: ['-shared', '-fPIC', '-Wno-unused-function'],
    });
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { path, version, kind } of interpreters) {
    test(`stopped, it is what the interpreter says; running, it reaches the root: ${version} ${kind}`, async (context) => {
      const file = join(folder, `${version}-${kind}`);
      const { stdout } = await runFile(path, [runner, 'compare', library, String(programs), file], {
        env,
        timeout: timeoutMs,
        maxBuffer: 1 << 26,
      });
      const compared: Compared = JSON.parse(stdout);
      const lines = compareLines(file);
      const walks = compared.stops + compared.moments;
      context.diagnostic(
        `${version} ${kind}: ${compared.programs} programs, ${walks} walks (${compared.stops} at stops), ${compared.frames} frames, ` +
          `deepest ${compared.deepest}, ${lines.frames} different places; ${compared.wrong.length} walks and ${lines.wrong.length} lines differ`,
      );
      assert.deepEqual(compared.wrong.slice(0, 5), []);
      assert.deepEqual(lines.wrong.slice(0, 5), []);
      assert.equal(compared.programs, programs);
      assert.ok(compared.stops >= leastStops, `only ${compared.stops} stops`);
      await checkRunning(path, (text) => context.diagnostic(`${version} ${kind}: ${text}`));
    });
  }
});

async function checkRunning(python: string, say: (text: string) => void): Promise<void> {
  const stream = onlyStream(await capture([python, runner, 'work', String(workSeconds)], { env, rateHz: 1000 }));
  const lost = {
    truncated: counter(stream, 'truncated'),
    torn: counter(stream, 'torn'),
    unreadable: counter(stream, 'unreadable'),
  };
  // Before the interpreter is up and when it is gone there is nothing to walk.
  const walks = counter(stream, 'signals') - counter(stream, 'noState');
  const complete = 1 - Object.values(lost).reduce((sum, count) => sum + count, 0) / walks;
  const words = `${walks} walks while running, ${(100 * complete).toFixed(2)} % complete (${JSON.stringify(lost)})`;
  say(words);
  assert.ok(walks >= leastWalks, words);
  assert.ok(complete >= leastComplete, words);
}
