// Bundles TypeScript into dist for Node 22 and the browser, and copies what is shipped as it is. Every file appears
// whole: it is written beside its place and renamed.

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';

import { build } from 'esbuild';

import { distFolder, root } from './layout.mjs';
import { withLock } from './lock.mjs';
import { collectNotices } from './notices.mjs';
import { UserError } from './userError.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */

// Bundled CommonJS has no import.meta; a bundled module has no require for the CommonJS packages in it.
const commonJsBanner = "const heatlineModuleUrl = require('node:url').pathToFileURL(__filename).href;";
const moduleBanner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** @type {BuildOptions} */
const commonJs = {
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  // Packages that offer both are taken as ES modules, where the bundler can leave out what is not used.
  mainFields: ['module', 'main'],
  banner: { js: commonJsBanner },
  define: {
    'import.meta.url': 'heatlineModuleUrl',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
};

/** @type {BuildOptions} */
const esModule = {
  format: 'esm',
  platform: 'node',
  target: 'node22',
  banner: { js: moduleBanner },
};

/** @type {BuildOptions} */
const webview = { format: 'iife', platform: 'browser', target: 'es2022' };

// The client library is most of the extension's code and needed only once there is a session to show.
const clientLibrary = 'vscode-languageclient/node';
const clientFile = 'languageClient.cjs';

/** @type {BuildOptions} */
const extension = {
  ...commonJs,
  alias: { [clientLibrary]: `./${clientFile}` },
  external: ['vscode', `./${clientFile}`],
  // Written as require(), which is where the editor hands out its own module "vscode".
  supported: { 'dynamic-import': false },
};

// Every command of the command line is in files of its own, beside cli.js: what is native is found from where they lie.
const cliParts = /^cli-[0-9A-Z]{8}\.js(\.map)?$/;

/** @type {BuildOptions} */
const splitModule = { ...esModule, splitting: true, chunkNames: 'cli-[hash]' };

/** @type {readonly { entry: string, file: string, options: BuildOptions }[]} */
const nodeBundles = [
  { entry: 'src/cli/main.ts', file: 'cli.js', options: splitModule },
  { entry: 'src/server/main.ts', file: 'server.cjs', options: commonJs },
  { entry: clientLibrary, file: clientFile, options: commonJs },
  { entry: 'src/extension/main.ts', file: 'extension.cjs', options: extension },
];

/**
 * @param {string} path
 * @param {Uint8Array | string} contents
 */
function writeWhole(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

/**
 * @param {string} entry relative to the repository, or of a package
 * @param {string} file relative to dist
 * @param {BuildOptions} options
 * @param {boolean} release
 * @returns {Promise<{ inputs: string[], written: string[] }>} the files that went in, relative to the repository, and those
 *   that came out, relative to dist
 */
async function bundleOne(entry, file, options, release) {
  const result = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [{ in: entry, out: basename(file, extname(file)) }],
    outdir: join(distFolder, dirname(file)),
    outExtension: { '.js': extname(file) },
    bundle: true,
    write: false,
    minify: release,
    keepNames: true,
    sourcemap: release ? false : 'linked',
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  }).catch(() => {
    throw new UserError(
      'BUNDLE_FAILED',
      `${entry} could not be bundled, so dist is not up to date; the errors are above.`,
    );
  });
  // The entry comes last, when all that it loads is there.
  const isEntry = (/** @type {{ path: string }} */ { path }) => (path === join(distFolder, file) ? 1 : 0);
  for (const output of result.outputFiles.toSorted((a, b) => isEntry(a) - isEntry(b))) {
    writeWhole(output.path, output.contents);
  }
  return {
    inputs: Object.keys(result.metafile.inputs),
    written: result.outputFiles.map(({ path }) => relative(distFolder, path)),
  };
}

/** @returns {{ entry: string, file: string }[]} one per folder of media that holds an index.ts */
function webviewEntries() {
  const media = join(root, 'media');
  if (!existsSync(media)) return [];
  return readdirSync(media)
    .filter((name) => existsSync(join(media, name, 'index.ts')))
    .map((name) => ({ entry: `media/${name}/index.ts`, file: `media/${name}.js` }));
}

/** The command line's first file stays as it is written: an older Node has to be able to read it. */
function copyLauncher() {
  const path = join(distFolder, 'heatline.js');
  writeWhole(path, readFileSync(join(root, 'src', 'build', 'launcher.mjs')));
  chmodSync(path, 0o755);
}

/**
 * Parts of the command line that an earlier build left: their names change with their contents.
 * @param {ReadonlySet<string>} written relative to dist
 */
function removeOldParts(written) {
  for (const name of readdirSync(distFolder)) {
    if (cliParts.test(name) && !written.has(name)) rmSync(join(distFolder, name));
  }
}

/** The Python package, without what an interpreter may have left in it. Running programs may be importing the old one. */
function copyPythonPackage() {
  const source = join(root, 'python', 'heatline');
  if (!existsSync(source)) return;
  const target = join(distFolder, 'python', 'heatline');
  const unfinished = `${target}.${process.pid}.tmp`;
  const replaced = `${target}.${process.pid}.old.tmp`;
  cpSync(source, unfinished, { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
  if (existsSync(target)) renameSync(target, replaced);
  renameSync(unfinished, target);
  rmSync(replaced, { recursive: true, force: true });
}

/**
 * @param {{ release?: boolean }} [options] release: small, without source maps
 * @returns {Promise<void>}
 * @throws {UserError} when a source does not compile; the bundler has then printed why
 */
export function bundleAll(options = {}) {
  return withLock('bundle', () => bundleEverything(options.release ?? false));
}

/** @param {boolean} release */
async function bundleEverything(release) {
  /** @type {Set<string>} */
  const inputs = new Set();
  /** @type {Set<string>} */
  const written = new Set();
  const webviews = webviewEntries().map((each) => ({ ...each, options: webview }));
  for (const { entry, file, options } of [...nodeBundles, ...webviews]) {
    const bundled = await bundleOne(entry, file, options, release);
    for (const input of bundled.inputs) inputs.add(input);
    for (const output of bundled.written) written.add(output);
  }
  removeOldParts(written);
  writeWhole(join(distFolder, 'THIRD-PARTY-NOTICES.txt'), collectNotices(inputs));
  copyLauncher();
  copyPythonPackage();
}
