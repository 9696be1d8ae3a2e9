// `npm run fuzz [-- --inputs N --seed N --first N --only A,B --again]`: damaged input to everything that reads foreign bytes. In processes of 10,000
// inputs each, one after the other, that are watched: an input that neither ends nor throws is told by its number too. `--again` takes the sessions
// that the run before recorded: with them `--first N --inputs 1` is the same input once more.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { findInterpreters, pickRepresentatives } from '../accuracy/interpreters.ts';
import { targetNames } from './fuzz.ts';

/** @typedef {import('./fuzz.ts').TargetFigures} TargetFigures */
/** @typedef {{ targets: [string, TargetFigures][], failures: string[], peakRssBytes: number }} PartResult */

const repository = resolve(import.meta.dirname, '..', '..');
const programs = join(repository, 'test', 'native', 'core', 'programs');
const partInputs = 10_000;
const mostMs = 10_000;
const hangMs = 20_000;
// What is really needed: without a limit the runtime collects garbage when it likes.
const heapLimits = ['--max-old-space-size=288', '--max-semi-space-size=16'];
const mostRssBytes = 500 * 2 ** 20;

/**
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number | null>}
 */
function runQuietly([program = '', ...args], env) {
  const child = spawn(program, args, { env, stdio: 'ignore' });
  return new Promise((done, failed) => child.on('error', failed).on('close', done));
}

/**
 * Sessions of this build: threads, exceptions, memory, imports, forks.
 * @param {string} home
 */
async function recordSessions(home) {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const picked = pickRepresentatives(await findInterpreters());
  for (const python of [...new Set([picked[0], picked.at(-1)])]) {
    if (python === undefined) continue;
    for (const [program = '', ...args] of [
      ['stress.py', '0.3'],
      ['children.py', '0.2'],
    ]) {
      const command = [
        process.execPath,
        join(repository, 'dist', 'heatline.js'),
        'run',
        '--quiet',
        '--interpreter',
        python.path,
      ];
      await runQuietly([...command, join(programs, program), ...args], { ...process.env, HEATLINE_HOME: home });
    }
  }
}

/**
 * @param {object} options
 * @returns {Promise<PartResult>}
 */
function runPart(options) {
  const child = spawn(
    process.execPath,
    [...heapLimits, join(import.meta.dirname, 'worker.ts'), JSON.stringify(options)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let at = 'no input yet';
  /** @type {PartResult | undefined} */
  let result;
  let hangs = false;
  const kill = () => {
    hangs = true;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(kill, hangMs);
  createInterface(child.stdout).on('line', (line) => {
    clearTimeout(watchdog);
    if (line.startsWith('at ')) {
      at = line.slice(3);
      watchdog = setTimeout(kill, hangMs);
    } else if (line.startsWith('result ')) result = JSON.parse(line.slice('result '.length));
  });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status, signal) => {
      clearTimeout(watchdog);
      const end = hangs ? `hangs: not over after ${hangMs / 1000} s` : `the process ended with ${status ?? signal}`;
      done(result ?? { targets: [], failures: [`input ${at}: ${end}`], peakRssBytes: 0 });
    });
  });
}

/**
 * @param {Map<string, TargetFigures>} all
 * @param {PartResult} part
 */
function addFigures(all, part) {
  for (const [name, figures] of part.targets) {
    const sum = all.get(name);
    if (sum === undefined) {
      all.set(name, figures);
      continue;
    }
    const worst = sum.worstMs >= figures.worstMs ? sum : figures;
    const highest = sum.worstGrowthKib >= figures.worstGrowthKib ? sum : figures;
    all.set(name, {
      inputs: sum.inputs + figures.inputs,
      totalMs: sum.totalMs + figures.totalMs,
      worstMs: worst.worstMs,
      worstInput: worst.worstInput,
      worstGrowthKib: highest.worstGrowthKib,
      growthInput: highest.growthInput,
      largestBytes: Math.max(sum.largestBytes, figures.largestBytes),
    });
  }
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    again: { type: 'boolean', default: false },
  },
});
const only = values.only.split(',').filter((name) => name !== '');
const unknown = only.filter((name) => !targetNames.includes(name));
if (unknown.length > 0)
  throw new Error(`there is no target ${unknown.join(', ')}; there are ${targetNames.join(', ')}`);

const home = join(repository, '.cache', 'fuzz');
if (!values.again || !existsSync(home)) await recordSessions(home);
const recorded = readdirSync(home).map((name) => join(home, name));
console.log(`${recorded.length} sessions recorded with this build, seed ${values.seed}`);
/** @type {string[]} */
const failures = [];
/** @type {Map<string, TargetFigures>} */
const all = new Map();
let peakRssBytes = 0;
const end = Number(values.first) + Number(values.inputs);
for (let first = Number(values.first); first < end; first += partInputs) {
  const inputs = Math.min(partInputs, end - first);
  const part = await runPart({ seed: Number(values.seed), first, inputs, recorded, only, mostMs });
  addFigures(all, part);
  failures.push(...part.failures);
  peakRssBytes = Math.max(peakRssBytes, part.peakRssBytes);
  console.log(
    `${first + inputs} of ${end}: ${failures.length} failures, at most ${Math.round(peakRssBytes / 2 ** 20)} MB resident`,
  );
}
console.log(
  '\n| target | inputs | ms each | worst ms (input) | most MB more (input) | largest bytes |\n|---|---:|---:|---:|---:|---:|',
);
for (const [name, each] of all) {
  const worst = `${each.worstMs.toFixed(0)} (${each.worstInput}) | ${(each.worstGrowthKib / 1024).toFixed(0)} (${each.growthInput})`;
  console.log(
    `| ${name} | ${each.inputs} | ${(each.totalMs / each.inputs).toFixed(2)} | ${worst} | ${each.largestBytes} |`,
  );
}
if (peakRssBytes > mostRssBytes)
  failures.push(`${Math.round(peakRssBytes / 2 ** 20)} MB were resident, more than ${mostRssBytes / 2 ** 20}`);
for (const failure of failures) console.log(`\nFAILED ${failure}`);
const inputs = [...all.values()].reduce((sum, figures) => sum + figures.inputs, 0);
console.log(
  `\n${inputs} inputs, ${failures.length} failures, at most ${Math.round(peakRssBytes / 2 ** 20)} MB resident`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
