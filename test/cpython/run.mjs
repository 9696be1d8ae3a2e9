// CPython's own tests of what a profiler can break, without and with Heatline, on each interpreter: a test that fails only with Heatline
// is our fault. Such a test is run again alone, twice each way, before it counts.
//
//     npm run test:cpython -- [--python 3.8,3.11,3.13] [--tests test_signal,test_gc] [--rate 1000]
//
// Prints a Markdown table; the exit status is 1 when a test fails only with Heatline. One run at a time; each ends within its time.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const repository = resolve(import.meta.dirname, '..', '..');
const heatline = join(repository, 'dist', 'heatline.js');

const defaultTests = [
  'test_signal',
  'test_threading',
  'test_subprocess',
  'test_faulthandler',
  'test_gc',
  'test_sys_settrace',
  'test_asyncio',
  'test_fork1',
  'test_select',
];
const defaultVersions = ['3.8', '3.11', '3.13'];
const moduleTimeoutMs = 15 * 60_000;
const singleTimeoutMs = 3 * 60_000;
const repeats = 2;

/** Of unittest's verbose lines "test_x (test.test_signal.Y.test_x) ... FAIL", which 3.8 writes without the last name. */
const failureLine = /^(?:FAIL|ERROR): (\w+) \(([\w.]+)\)/;
const ranLine = /^Ran (\d+) tests? in /;

/**
 * @typedef {object} Run
 * @property {'ended' | 'timed out' | 'crashed'} end
 * @property {number} ran
 * @property {ReadonlySet<string>} failed test ids "test.test_signal.Class.test_name", of a module that could not be run its own name
 */

/** @typedef {{ version: string, path: string }} Python */

/**
 * @param {readonly string[]} versions
 * @returns {Python[]}
 */
function findPythons(versions) {
  const root = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(root) ? readdirSync(root) : [];
  return versions.flatMap((version) => {
    const name = installed.find((each) => each === version || each.startsWith(`${version}.`));
    const candidates = [
      ...(name === undefined ? [] : [join(root, name, 'bin', 'python3')]),
      `/usr/bin/python${version}`,
    ];
    const path = candidates.find((each) => existsSync(each));
    return path === undefined ? [] : [{ version, path }];
  });
}

/**
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, timeoutMs: number }} options
 * @returns {Promise<{ output: string, status: number | null, timedOut: boolean }>}
 */
function execute(command, { cwd, env, timeoutMs }) {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  let timedOut = false;
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status) => {
      clearTimeout(timer);
      done({ output, status, timedOut });
    });
  });
}

/**
 * @param {string} output
 * @returns {{ ran: number, failed: Set<string> }}
 */
function parseOutput(output) {
  /** @type {Set<string>} */
  const failed = new Set();
  let ran = 0;
  for (const line of output.split('\n')) {
    const failure = failureLine.exec(line);
    if (failure !== null) {
      const [, name = '', owner = ''] = failure;
      // From 3.11 on the name stands twice.
      failed.add(owner.endsWith(`.${name}`) ? owner : `${owner}.${name}`);
    }
    ran += Number(ranLine.exec(line)?.[1] ?? 0);
  }
  return { ran, failed };
}

/**
 * @param {Python} python
 * @param {string} name "test_signal", or the id of a single test
 * @param {{ rate: string | undefined, timeoutMs: number }} options rate: with Heatline at this rate
 * @returns {Promise<Run>}
 */
async function runTests(python, name, { rate, timeoutMs }) {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-cpython-'));
  try {
    // unittest rather than test.regrtest: what runs is the same both ways, without workers of its own.
    const id = name.startsWith('test.') ? name : `test.${name}`;
    const module = ['-m', 'unittest', '-v', id];
    const prefix = [process.execPath, heatline, 'run', '--quiet', '--interpreter', python.path, '--rate', rate ?? ''];
    const command = rate === undefined ? [python.path, ...module] : [...prefix, ...module];
    const env = { ...process.env, HEATLINE_HOME: join(folder, 'sessions'), TMPDIR: folder };
    const { output, status, timedOut } = await execute(command, { cwd: folder, env, timeoutMs });
    const { ran, failed } = parseOutput(output);
    const finished = /^(?:OK|FAILED|NO TESTS RAN)/m.test(output);
    if (!finished) failed.add(id);
    if (timedOut) return { end: 'timed out', ran, failed };
    if (!finished) process.stderr.write(`${python.version} ${name}: status ${status}\n${output.slice(-2000)}\n`);
    return { end: finished ? 'ended' : 'crashed', ran, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Whether a test that failed only with Heatline does so again: it counts unless it fails without, or never again with Heatline.
 * @param {Python} python
 * @param {string} id
 * @param {string} rate
 * @returns {Promise<boolean>}
 */
async function failsOnlyWithUs(python, id, rate) {
  let failures = 0;
  for (let i = 0; i < repeats; i++) {
    const plain = await runTests(python, id, { rate: undefined, timeoutMs: singleTimeoutMs });
    if (plain.failed.size > 0) return false;
    const ours = await runTests(python, id, { rate, timeoutMs: singleTimeoutMs });
    failures += ours.failed.size > 0 ? 1 : 0;
  }
  return failures > 0;
}

/**
 * @param {Run} run
 * @returns {string}
 */
function describeRun({ end, ran, failed }) {
  return end === 'ended' ? `${ran} run, ${failed.size} failed` : end;
}

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: defaultVersions.join(',') },
    tests: { type: 'string', default: defaultTests.join(',') },
    rate: { type: 'string', default: '1000' },
  },
});
const wanted = values.python.split(',');
const pythons = findPythons(wanted);
for (const version of wanted.filter((each) => !pythons.some((python) => python.version === each))) {
  process.stdout.write(`skipped: ${version}: no such Python on this machine\n`);
}

let bad = 0;
process.stdout.write('| Python | test | without | with Heatline | fails only with Heatline |\n|---|---|---|---|---|\n');
for (const python of pythons) {
  for (const name of values.tests.split(',')) {
    const plain = await runTests(python, name, { rate: undefined, timeoutMs: moduleTimeoutMs });
    const ours = await runTests(python, name, { rate: values.rate, timeoutMs: moduleTimeoutMs });
    /** @type {string[]} */
    const confirmed = [];
    for (const id of [...ours.failed].filter((each) => !plain.failed.has(each))) {
      if (await failsOnlyWithUs(python, id, values.rate)) confirmed.push(id);
    }
    bad += confirmed.length;
    const cells = [python.version, name, describeRun(plain), describeRun(ours), confirmed.join(', ') || 'none'];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
process.stdout.write(
  `\n${bad === 0 ? 'No test fails only with Heatline.' : `${bad} tests fail only with Heatline.`}\n`,
);
process.exitCode = bad === 0 ? 0 : 1;
