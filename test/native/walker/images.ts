/** Memory of stopped Python programs: recorded here and now, or kept as fixtures (gzip, with the expected stack beside it as text). */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

import type { LineTableKind } from '../../../src/session/session.ts';
import { decodeLineTable, lineAt } from '../../../src/symbolize/pythonLines.ts';
import { compileProgram, nativeFolder } from '../builtObject.ts';

const runFile = promisify(execFile);
const here = import.meta.dirname;
export const imagesFolder = join(here, '..', '..', 'fixtures', 'memory-images');
const timeoutMs = 30_000;

export const cases = [
  'plain',
  'recursion',
  'generator',
  'coroutine',
  'comprehension',
  'callback',
  'operators',
  'generated',
  'exceptions',
] as const;

export interface Image {
  readonly path: string;
  /** Leaf first: "function file:line". */
  readonly expected: readonly string[];
}

export interface Walk {
  readonly stack: readonly string[];
  readonly status: number;
}

const lineTableKinds: readonly LineTableKind[] = ['unknown', 'lnotab', 'linetable', 'locations'];

export async function compileWalker(folder: string, name: 'record' | 'walk_image'): Promise<string> {
  const sanitizers = name === 'record' ? [] : ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  return compileProgram({
    sources: [join(here, `${name}.c`), join(nativeFolder, 'walker', 'layouts.c')],
    output: join(folder, name),
    flags: ['-I', here, ...sanitizers],
  });
}

function readExpected(path: string): readonly string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n');
}

/** Stops a program of `interpreter` in a case and records its memory. */
export async function recordImage(recorder: string, interpreter: string, name: string, folder: string): Promise<Image> {
  const place = mkdtempSync(join(folder, `${name}-`));
  const path = join(place, 'image');
  const expected = join(place, 'expected');
  const code = "exec(compile(open('cases.py').read(), 'cases.py', 'exec'))";
  await runFile(recorder, [path, interpreter, '-c', code, name, expected], { cwd: here, timeout: timeoutMs });
  return { path, expected: readExpected(expected) };
}

/** The kept images: "<version>-<kind>" to the names of the cases. */
export function listKeptImages(): ReadonlyMap<string, readonly string[]> {
  const builds = existsSync(imagesFolder) ? readdirSync(imagesFolder).sort() : [];
  return new Map(
    builds.map((build) => {
      const files = readdirSync(join(imagesFolder, build)).filter((name) => name.endsWith('.gz'));
      return [build, files.map((name) => name.slice(0, -'.gz'.length)).sort()];
    }),
  );
}

export function openKeptImage(build: string, name: string, folder: string): Image {
  // A file of its own for each test: they run side by side.
  const path = join(mkdtempSync(join(folder, `${build}-`)), name);
  writeFileSync(path, gunzipSync(readFileSync(join(imagesFolder, build, `${name}.gz`))));
  return { path, expected: readExpected(join(imagesFolder, build, `${name}.txt`)) };
}

/** What the walker of the core finds in an image. */
export async function walkImage(walker: string, image: Image): Promise<Walk> {
  const { stdout } = await runFile(walker, ['show', image.path], { timeout: timeoutMs, maxBuffer: 1 << 26 });
  const lines = stdout.trimEnd().split('\n');
  const status = Number(/^status (\d)$/.exec(lines.at(-1) ?? '')?.[1] ?? -1);
  const stack = lines.slice(0, -1).map((line) => {
    const [name = '', filename = '', firstLine = '', offset = '', kind = '', table = ''] = line.split('\t');
    const bytes = new Uint8Array(Buffer.from(table, 'hex'));
    const runs = decodeLineTable({
      kind: lineTableKinds[Number(kind)] ?? 'unknown',
      bytes,
      firstLine: Number(firstLine),
    });
    return `${name} ${filename}:${lineAt(runs, Number(offset))}`;
  });
  return { stack, status };
}

/** Runs the walker over an image that it damages; its output, of which every line has to begin with "ok". */
export async function damageImage(walker: string, how: 'tear' | 'corrupt' | 'window', image: Image): Promise<string> {
  const { stdout } = await runFile(walker, [how, image.path], { timeout: timeoutMs }).catch(
    (error: { stdout?: string; stderr?: string }) => ({ stdout: `FAIL ${error.stdout ?? ''}${error.stderr ?? ''}` }),
  );
  return stdout.trim();
}
