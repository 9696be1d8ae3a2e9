// Builds the C core twice from the same sources: libheatline.so with the memory hooks, libheatline-cpu.so without any
// malloc or memcpy symbol. A file is replaced by a rename, because running programs may have the old one mapped.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';

import { cacheFolder, distFolder, root } from './layout.mjs';
import { withLock } from './lock.mjs';
import { findProgram } from './programSearch.mjs';
import { newerThan, readNeeds } from './sharedObject.mjs';
import { runOrFail } from './subprocess.mjs';
import { UserError } from './userError.mjs';
import { ensureZig } from './zig.mjs';

/** @typedef {import('./zig.mjs').Compiler} Compiler */

const nativeFolder = join(root, 'python', 'native');
const sourceFolders = ['core', 'unwind', 'walker'].map((name) => join(nativeFolder, name));
const memoryFolder = join(nativeFolder, 'memory');
// Of the readers only the one that a signal handler uses on its own process belongs into the object.
const selfReader = join(nativeFolder, 'readers', 'mem_self.c');
const headerFolders = [...sourceFolders, memoryFolder, join(nativeFolder, 'readers')];
const outputFolder = join(distFolder, 'native', 'linux-x64');

const oldestGlibcMinor = 17;
// Objects loaded by dlopen share a small reserve of static thread-local storage.
const mostTlsBytes = 256;

const variants = [
  { file: 'libheatline.so', folders: [memoryFolder] },
  { file: 'libheatline-cpu.so', folders: [] },
];

const compileFlags = [
  '-std=gnu11',
  '-Os', // Every sample finds the core's instructions cold: fewer lines are faster.
  '-g1',
  '-fPIC',
  '-fvisibility=hidden',
  '-ftls-model=initial-exec',
  '-fno-strict-aliasing',
  '-fno-builtin', // Or strcpy, as a call of stpcpy, is made into a call of itself.
  '-fasynchronous-unwind-tables',
  '-Wall',
  '-Wextra',
  '-Werror',
];
const linkFlags = ['-shared', '-Wl,-z,now', '-Wl,--as-needed', '-ldl', '-lpthread', '-lrt'];

/**
 * @param {readonly string[]} folders
 * @param {string} extension with its dot
 * @returns {string[]} absolute paths, sorted, so that the same sources give the same command
 */
function listFiles(folders, extension) {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => extname(path) === extension)
    .sort();
}

/**
 * @param {string} output
 * @param {readonly string[]} inputs
 * @returns {boolean}
 */
function isOutdated(output, inputs) {
  if (!existsSync(output)) return true;
  const builtMs = statSync(output).mtimeMs;
  return inputs.some((path) => statSync(path).mtimeMs > builtMs);
}

/**
 * @param {boolean} release
 * @returns {Promise<Compiler>}
 */
async function chooseCompiler(release) {
  const cc = release ? undefined : findProgram(['cc', 'gcc', 'clang']);
  if (cc === undefined) return ensureZig();
  return { name: cc, command: cc, args: [], env: process.env };
}

/**
 * @param {string} path
 * @param {string} name for the sentence
 * @param {boolean} portable whether the file has to run on older machines than this one
 */
function checkNeeds(path, name, portable) {
  const needs = readNeeds(path);
  const tooNew = newerThan(needs.versions, oldestGlibcMinor);
  if (portable && tooNew.length > 0) {
    throw new UserError(
      'GLIBC_TOO_NEW',
      `${name} needs ${tooNew.join(', ')}, so it would not load on glibc 2.${oldestGlibcMinor}; the core has to call these functions another way.`,
    );
  }
  if (needs.tlsBytes > mostTlsBytes) {
    throw new UserError(
      'TLS_TOO_LARGE',
      `${name} has ${needs.tlsBytes} bytes of thread-local storage and may have ${mostTlsBytes}, or loading it into a running program can fail; move data out of __thread variables.`,
    );
  }
}

/**
 * @param {Compiler} compiler
 * @param {{ file: string, folders: readonly string[] }} variant
 * @param {readonly string[]} sources
 * @param {boolean} portable
 */
async function buildVariant(compiler, variant, sources, portable) {
  const output = join(outputFolder, variant.file);
  const unfinished = `${output}.${process.pid}.tmp`;
  const own = listFiles(variant.folders, '.c');
  const args = [...compiler.args, ...compileFlags, '-I', nativeFolder, ...sources, ...own, ...linkFlags];
  const started = new Date();
  try {
    await runOrFail(`compiling ${variant.file}`, compiler.command, [...args, '-o', unfinished], {
      env: compiler.env,
      cwd: root,
    });
    checkNeeds(unfinished, variant.file, portable);
    // A source that was saved during the compilation counts as newer.
    utimesSync(unfinished, started, started);
    renameSync(unfinished, output);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/**
 * Builds what is missing, older than a source or header, or was built by the other compiler.
 * @param {{ release?: boolean }} [options] release: with zig, and refused if it needs a glibc newer than 2.17
 * @returns {Promise<void>}
 */
export async function buildCore(options = {}) {
  const release = options.release ?? process.env['HEATLINE_RELEASE'] === '1';
  const sources = [...listFiles(sourceFolders, '.c'), selfReader].filter((path) => existsSync(path));
  if (sources.length === 0)
    throw new UserError('NO_CORE_SOURCES', `there is no C source under ${nativeFolder}; the checkout is incomplete.`);
  const optional = listFiles([memoryFolder], '.c');
  const inputs = [...sources, ...optional, ...listFiles(headerFolders, '.h'), join(root, 'src', 'build', 'core.mjs')];
  const compiler = await chooseCompiler(release);
  await withLock('core', async () => {
    mkdirSync(outputFolder, { recursive: true });
    const stamp = join(cacheFolder, 'core-recipe');
    const description = [compiler.name, ...sources, ...optional].join('\n');
    const sameRecipe = existsSync(stamp) && readFileSync(stamp, 'utf8') === description;
    for (const variant of variants) {
      if (sameRecipe && !isOutdated(join(outputFolder, variant.file), inputs)) continue;
      process.stdout.write(`Compiling ${variant.file} (${compiler.name}) …\n`);
      await buildVariant(compiler, variant, sources, compiler.name.startsWith('zig'));
    }
    writeFileSync(stamp, description);
  });
}
