/**
 * Builds the core for tests: the release's flags, or with the undefined-behaviour sanitizer. A build is kept under .cache by what
 * went into it, so that the test files of one run share it. HEATLINE_TEST_NATIVE replaces python/native as the place of the sources:
 * with it, a test can be tried against a copy whose cure for a trap is broken.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const runFile = promisify(execFile);
const repository = resolve(import.meta.dirname, '..', '..');

const otherSources = process.env['HEATLINE_TEST_NATIVE'];
export const nativeFolder = otherSources ?? join(repository, 'python', 'native');
const cacheFolder = join(repository, '.cache', 'native-tests');
const keptBuilds = 12;
const buildTimeoutMs = 120_000;

export type Variant = 'cpu' | 'memory' | 'undefined';

// The same as in src/build/core.mjs, which exports none of them.
const compileFlags = [
  '-std=gnu11',
  '-Os',
  '-g1',
  '-fPIC',
  '-fvisibility=hidden',
  '-ftls-model=initial-exec',
  '-fno-strict-aliasing',
  '-fno-builtin',
  '-fasynchronous-unwind-tables',
  '-Wall',
  '-Wextra',
];
// A broken copy may leave a function without a caller.
const strictnessFor = (folder: string): readonly string[] =>
  folder === join(repository, 'python', 'native') ? ['-Werror'] : ['-w'];
const linkFlags = ['-shared', '-Wl,-z,now', '-Wl,--as-needed', '-ldl', '-lpthread', '-lrt'];

// Traps instead of the sanitizer's own runtime: that one could neither be preloaded nor run in a signal handler.
const variants: Record<
  Variant,
  { readonly file: string; readonly folders: readonly string[]; readonly flags: readonly string[] }
> = {
  cpu: { file: 'libheatline-cpu.so', folders: [], flags: [] },
  memory: { file: 'libheatline.so', folders: ['memory'], flags: [] },
  undefined: {
    file: 'libheatline-undefined.so',
    folders: ['memory'],
    flags: ['-fsanitize=undefined', '-fno-sanitize=alignment', '-fsanitize-undefined-trap-on-error'],
  },
};

function listSources(variant: Variant, from: string): readonly string[] {
  const folders = ['core', 'unwind', 'walker', ...variants[variant].folders].map((name) => join(from, name));
  const listed = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return [...listed.filter((path) => path.endsWith('.c')).sort(), join(from, 'readers', 'mem_self.c')];
}

function listHeaders(from: string): readonly string[] {
  const folders = ['core', 'memory', 'unwind', 'walker', 'readers'].map((name) => join(from, name));
  return folders
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.h'))
    .sort();
}

function hashOf(variant: Variant, from: string): string {
  const hash = createHash('sha256').update(JSON.stringify([compileFlags, variants[variant], linkFlags, from]));
  for (const path of [...listSources(variant, from), ...listHeaders(from)])
    hash.update(path).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

function removeOldBuilds(): void {
  const builds = readdirSync(cacheFolder).map((name) => join(cacheFolder, name));
  const byAge = builds.map((path) => ({ path, at: statSync(path).mtimeMs })).sort((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(keptBuilds)) rmSync(path, { recursive: true, force: true });
}

/**
 * The path of the built object. Its name is the released one, which the core knows as its own.
 *
 * @param from the folder of the sources
 */
export async function buildObject(variant: Variant = 'cpu', from = nativeFolder): Promise<string> {
  const { file, flags } = variants[variant];
  const folder = join(cacheFolder, hashOf(variant, from));
  const path = join(folder, file);
  if (existsSync(path)) return path;
  mkdirSync(cacheFolder, { recursive: true });
  const unfinished = mkdtempSync(join(cacheFolder, 'unfinished-'));
  try {
    const sources = listSources(variant, from);
    const args = [...compileFlags, ...strictnessFor(from), ...flags, '-I', from, ...sources, ...linkFlags];
    await runFile('cc', [...args, '-o', join(unfinished, file)], { timeout: buildTimeoutMs });
    // Two test runs may build the same: the folder of the first one stays.
    if (!existsSync(path)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOldBuilds();
  return path;
}

export interface Compilation {
  readonly sources: readonly string[];
  readonly output: string;
  readonly flags?: readonly string[];
}

/** Compiles a test program with all warnings as errors; returns its path. */
export async function compileProgram({ sources, output, flags = [] }: Compilation): Promise<string> {
  const warnings = ['-std=gnu11', '-O1', '-g', '-Wall', '-Wextra', ...strictnessFor(nativeFolder)];
  const libraries = ['-ldl', '-lpthread', '-lrt'];
  await runFile('cc', [...warnings, '-I', nativeFolder, ...flags, ...sources, '-o', output, ...libraries], {
    timeout: buildTimeoutMs,
  }).catch((error: { stderr?: string }) => {
    throw new Error(`${basename(output)} does not compile:\n${error.stderr ?? ''}`);
  });
  return output;
}
