// `npm run demo`: from a fresh clone to the hot lines of a real program, profiled with the python3 on PATH.
// `npm run demo -- --editor` also opens the program painted: in desktop VS Code where `code` is on PATH, else in the web
// host that the editor tests use. The editor learns which session to show from HEATLINE_SHOW_SESSION.

import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { ensureSystemPackages } from './apt.mjs';
import { cacheFolder, distFolder, root } from './layout.mjs';
import { findProgram } from './programSearch.mjs';
import { command, environmentWithThisNode } from './setup.mjs';
import { run, runOrFail } from './subprocess.mjs';
import { UserError } from './userError.mjs';

const program = join(root, 'test', 'programs', 'demo', 'logreport.py');
const demoFolder = join(cacheFolder, 'demo');

/** @returns {{ editor: boolean }} */
function readOptions() {
  try {
    return { editor: parseArgs({ options: { editor: { type: 'boolean' } } }).values.editor ?? false };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UserError('BAD_OPTION', `${cause}\nUsage: npm run demo [-- --editor]`);
  }
}

/**
 * @param {readonly string[]} options of `heatline run`
 * @returns {Promise<number>} exit status of the profiled program
 */
async function profileProgram(options) {
  process.stdout.write(`\n$ node dist/heatline.js run test/programs/demo/logreport.py\n\n`);
  const args = [join(distFolder, 'heatline.js'), 'run', ...options, program];
  return (await run(process.execPath, args, { cwd: root, env: environmentWithThisNode(), timeoutMs: 0 })).status;
}

/**
 * Starts an editor with settings and extensions of its own: the visitor's stay as they are.
 * @param {string} code the desktop editor's command
 * @param {Readonly<Record<string, string>>} env
 */
async function openDesktop(code, env) {
  const isolated = ['--extensions-dir', join(demoFolder, 'extensions'), '--user-data-dir', join(demoFolder, 'data')];
  const args = [...isolated, `--extensionDevelopmentPath=${root}`, '--new-window', dirname(program), '--goto', program];
  await runOrFail('opening VS Code', code, args, { env: { ...process.env, ...env } });
  process.stdout.write('\nVS Code is opening with the profiled program painted.\n');
}

/**
 * Stays in the foreground until Ctrl-C: the host ends with this process.
 * @param {Readonly<Record<string, string>>} env
 */
async function openWebHost(env) {
  const { serveWorkbench } = await import('../../test/vscode/host.mjs');
  const workbench = await serveWorkbench({ inPlace: dirname(program), openFile: program, env });
  process.stdout.write(`\nOpen this address in a browser on this machine; Ctrl-C ends it:\n${workbench.address}\n`);
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await workbench.close();
}

await command(import.meta.url, async () => {
  const { editor } = readOptions();
  const { buildAll } = await import('./product.mjs');
  await buildAll();
  if (findProgram(['python3']) === undefined) await ensureSystemPackages('the demo', ['python3']);
  if (!editor) {
    const status = await profileProgram([]);
    if (status === 0) process.stdout.write('\nTo see it on the lines in the editor:  npm run demo -- --editor\n');
    return status;
  }
  const session = join(demoFolder, 'session');
  rmSync(session, { recursive: true, force: true });
  const status = await profileProgram(['--output', session]);
  if (status !== 0) return status;
  const env = { HEATLINE_SHOW_SESSION: session };
  const code = findProgram(['code']);
  if (code === undefined) await openWebHost(env);
  else await openDesktop(code, env);
  return 0;
});
