// A real VS Code in Debian's Chromium: its server runs the extension in a real extension host, the browser shows the real
// workbench. Used by the suite, by the person-like scripts, by the measurements and by the demo.
//
// Two modes. "suite": VS Code's smoke-test switch is on, so that it loads a test suite; then notifications are hidden and
// dialogs refused. "person": without the switch and with the extension installed, as a user has it.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { ensureVscodeHost } from '../../src/build/vscodeHost.mjs';
import { startedProcesses } from './startedProcesses.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} [workspace] folder to open; it is copied, so that a run leaves nothing in it
 * @property {string} [inPlace] folder or `.code-workspace` file to open as it is, instead of a copy
 * @property {Readonly<Record<string, unknown>>} [settings] added to the user's settings
 * @property {Readonly<Record<string, string>>} [env] added to the extension host's environment
 * @property {{ width: number, height: number }} [viewport]
 * @property {string} [openFile] absolute path of a file to open
 * @property {Suite} [suite] runs a suite in the extension host; absent: person mode
 * @property {boolean} [install] false: without the extension
 * @property {readonly string[]} [extensions] folders of further extensions to install
 * @property {string} [workspaceFile] name of a workspace file in the folder, to open instead of the folder
 * @property {boolean} [empty] true: a window without a folder
 * @property {readonly Readonly<Record<string, unknown>>[]} [keybindings] the user's own keys, as in keybindings.json
 * @property {boolean} [browser] false: only the server, for somebody else's browser
 */

/**
 * @typedef {object} Suite
 * @property {string} module CommonJS file that exports `run(): Promise<void>`
 * @property {(line: string) => void} log gets what the suite prints
 */

/**
 * @typedef {object} Workbench
 * @property {Page} page
 * @property {string} address
 * @property {string} workspace folder that is open
 * @property {string} home where sessions go
 * @property {(settings: Readonly<Record<string, unknown>>) => void} setSettings replaces the workspace's settings; VS Code sees
 *   it, as it would not see the user's settings change on disk
 * @property {() => number[]} extensionHostPids
 * @property {Promise<number>} suiteEnd exit code of the suite; never settles without one
 * @property {() => Promise<void>} close
 */

const fixedSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  'files.simpleDialog.enable': true,
};

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
];

/** @param {WorkbenchOptions} options */
function prepareFolders(options) {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-vscode-'));
  const places = {
    folder,
    data: join(folder, 'data'),
    extensions: join(folder, 'extensions'),
    home: join(folder, 'sessions'),
    workspace: options.inPlace ?? join(folder, 'workspace'),
  };
  mkdirSync(places.extensions, { recursive: true });
  if (options.inPlace === undefined) mkdirSync(places.workspace, { recursive: true });
  if (options.workspace !== undefined) cpSync(options.workspace, places.workspace, { recursive: true });
  const userSettings = join(places.data, 'data', 'User');
  mkdirSync(userSettings, { recursive: true });
  const settings = { ...fixedSettings, ...options.settings };
  writeFileSync(join(userSettings, 'settings.json'), `${JSON.stringify(settings, undefined, 2)}\n`);
  writeFileSync(join(userSettings, 'keybindings.json'), JSON.stringify(options.keybindings ?? []));
  for (const extension of options.extensions ?? []) placeExtension(places.extensions, extension);
  return places;
}

/**
 * A copy of the installed package that HEATLINE_INSTALLED names; without it the repository stands in its place.
 * @param {ReturnType<typeof prepareFolders>} places
 */
function placeOurs(places) {
  const installed = process.env['HEATLINE_INSTALLED'];
  if (installed === undefined || installed === '') placeExtension(places.extensions, root);
  else cpSync(installed, join(places.extensions, basename(installed)), { recursive: true });
}

/** @param {string} extensions folder of installed extensions, scanned at the server's first start @param {string} source */
function placeExtension(extensions, source) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  symlinkSync(source, join(extensions, `${publisher}.${name}-${version}`));
}

/** @param {WorkbenchOptions} options @param {string} home @returns {Record<string, string>} */
function serverEnvironment(options, home) {
  /** @type {Record<string, string>} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    const isOurs = name === 'NODE_OPTIONS' || name === 'HEATLINE_INSTALLED';
    if (value !== undefined && !name.startsWith('VSCODE_') && !isOurs) env[name] = value;
  }
  // Without a gallery VS Code asks no marketplace.
  return { ...env, EXTENSIONS_GALLERY: '{}', HEATLINE_HOME: home, ...options.env };
}

/**
 * @param {{ node: string, serverMain: string }} host
 * @param {WorkbenchOptions} options
 * @param {ReturnType<typeof prepareFolders>} places
 */
async function startServer(host, options, places) {
  const args = [
    ...['--pdeathsig', 'KILL', host.node, host.serverMain, '--host', '127.0.0.1', '--port', '0'],
    ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...(options.suite === undefined ? [] : ['--enable-smoke-test-driver']),
    ...['--disable-workspace-trust', '--disable-getting-started-override'],
    ...['--server-data-dir', places.data, '--extensions-dir', places.extensions],
  ].filter(
    (word) => word !== '--disable-workspace-trust' || options.settings?.['security.workspace.trust.enabled'] !== true,
  );
  // Ended with this process, also when that is killed.
  const server = spawn('setpriv', args, {
    env: serverEnvironment(options, places.home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  /** @type {Promise<number>} */
  const listening = new Promise((done, fail) => {
    const read = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) done(Number(port));
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', (code) => fail(new Error(`VS Code's server ended with ${code}:\n${output}`)));
  });
  return { server, port: await listening };
}

/**
 * @param {number} port
 * @param {WorkbenchOptions} options
 * @param {string} workspace
 */
function workbenchAddress(port, options, workspace) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
  /** @type {[string, string][]} */
  const payload = [['skipWelcome', 'true']];
  if (options.suite !== undefined) {
    payload.push(['extensionDevelopmentPath', remote(root)], ['extensionTestsPath', remote(options.suite.module)]);
  }
  if (options.openFile !== undefined) payload.push(['openFile', remote(options.openFile)]);
  const opened = options.workspaceFile === undefined ? workspace : join(workspace, options.workspaceFile);
  const kind = opened.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const what = options.empty === true ? 'ew=true' : `${kind}=${encodeURIComponent(opened)}`;
  const query = `${what}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  return `http://127.0.0.1:${port}/?${query}`;
}

/**
 * @param {string} binary
 * @param {string} address
 * @param {WorkbenchOptions} options
 */
async function openBrowser(binary, address, options) {
  const browser = await chromium.launch({ executablePath: binary, args: chromiumArguments });
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1600, height: 1000 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(address).origin });
  const page = await context.newPage();
  /** @type {Promise<number>} */
  const suiteEnd = new Promise((done) => {
    if (options.suite === undefined) return;
    const { log } = options.suite;
    void page.exposeFunction(
      'codeAutomationLog',
      async (/** @type {string} */ _level, /** @type {unknown[]} */ args) => {
        const { format } = await import('node:util');
        log(format(...args.map(readable)));
      },
    );
    void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => done(code));
  });
  await page.goto(address);
  // The icon comes with the extension's menus: a context menu opened earlier would lack our command.
  const ready = options.install === false ? '.monaco-workbench .activitybar' : '.activitybar a[aria-label^="Heatline"]';
  await page.waitForSelector(ready, { timeout: 60_000 });
  return { browser, page, suiteEnd };
}

/** Errors arrive as plain objects. @param {unknown} value */
function readable(value) {
  if (typeof value !== 'object' || value === null || !('$error' in value)) return value;
  const { $error: error } = value;
  return typeof error === 'object' && error !== null && 'stack' in error ? error.stack : error;
}

/**
 * Starts a VS Code of its own and opens its workbench. Whatever happens, `close` leaves no process and no file behind.
 * @param {WorkbenchOptions} options
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(options) {
  const host = await ensureVscodeHost();
  const places = prepareFolders(options);
  const processes = startedProcesses();
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  /** @type {Promise<void> | undefined} */
  let closing;
  const close = () => {
    closing ??= (async () => {
      await browser?.close();
      await processes.end();
      rmSync(places.folder, { recursive: true, force: true });
    })();
    return closing;
  };
  try {
    if (options.suite === undefined && options.install !== false) placeOurs(places);
    const { server, port } = await startServer(host, options, places);
    processes.follow(server);
    const address = workbenchAddress(port, options, places.workspace);
    const opened = await openBrowser(host.chromium, address, options);
    browser = opened.browser;
    return {
      ...opened,
      address,
      workspace: places.workspace,
      home: places.home,
      extensionHostPids: () => processes.matching('--type=extensionHost'),
      setSettings: (settings) => {
        mkdirSync(join(places.workspace, '.vscode'), { recursive: true });
        writeFileSync(join(places.workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * As `openWorkbench` for somebody's own browser: only the server.
 * @param {WorkbenchOptions} options
 * @returns {Promise<Pick<Workbench, 'address' | 'workspace' | 'home' | 'close'>>}
 */
export async function serveWorkbench(options) {
  const host = await ensureVscodeHost();
  const places = prepareFolders(options);
  const processes = startedProcesses();
  const close = async () => {
    await processes.end();
    rmSync(places.folder, { recursive: true, force: true });
  };
  try {
    if (options.suite === undefined && options.install !== false) placeOurs(places);
    const { server, port } = await startServer(host, options, places);
    processes.follow(server);
    return {
      address: workbenchAddress(port, options, places.workspace),
      workspace: places.workspace,
      home: places.home,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
