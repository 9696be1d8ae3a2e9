// `npm run stress [-- --minutes N --rounds N --python P --only starts,forks,threads,soak,waiting]`: what a long day does to a program, in minutes. Prints
// figures; the exit status is 1 when something crashed, stood still, grew or was slowed down by more than it may.

import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { findInterpreters, pickRepresentatives } from '../accuracy/interpreters.ts';
import { compareArms, runRound } from '../bench/arms.ts';
import { formatRange } from '../bench/report.ts';
import { createRandom } from '../bench/stats.ts';
import { readPrinted } from '../bench/timedRun.ts';
import { forkOften, runThreads, soak, startAndStop } from './loads.ts';

/** @typedef {import('./growth.ts').Growth} Growth */

const mostSlowdown = 1.02;
/**
 * MiB an hour of anonymous memory that the interval may begin at: tables for stacks and sampled blocks still fill in the first minutes. What is shared is the
 * session itself, which every module imported anew adds a record to, up to its 64 MiB.
 */
const mostGrowthMib = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '8' },
    python: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const newest =
  values.python ??
  pickRepresentatives(await findInterpreters())
    .filter(({ kind }) => kind === 'shared')
    .at(-1)?.path;
if (newest === undefined)
  throw new Error('no CPython 3.8 to 3.13 was found on PATH or in pyenv; name one with --python.');
const python = newest;

/** @param {Growth} growth */
function rangeOf({ perHour, low, high }) {
  return `${formatRange({ value: perHour, low, high }, 1)} MiB an hour`;
}

async function soakLoad() {
  const found = await soak(python, Number(values.minutes) * 60);
  const words = [
    `${values.minutes} minutes, ${found.rounds} rounds with us and ${found.plainRounds} without`,
    `resident memory grows by ${rangeOf(found.resident)}, without us by ${rangeOf(found.plainResident)}`,
    `so with us by ${rangeOf(found.extra)} more, of which ${rangeOf(found.extraAnonymous)} is anonymous and the rest the session; it ends ${found.above.toFixed(1)} MiB above`,
  ].join('; ');
  if (found.extraAnonymous.low > mostGrowthMib) throw new Error(`${words}: more than ${mostGrowthMib}`);
  return words;
}

async function waitingLoad() {
  const random = createRandom(1);
  const target = [join(import.meta.dirname, 'programs', 'waiting.py'), '2'];
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const { plain, plainAgain, heatline } = await runRound(python, target, ['--rate', '100'], random);
    rounds.push({
      plain: readPrinted(plain.stdout, 'elapsed'),
      plainAgain: readPrinted(plainAgain.stdout, 'elapsed'),
      heatline: readPrinted(heatline.stdout, 'elapsed'),
    });
  }
  const { ratio, noise, plain } = compareArms(rounds, random);
  const words = `300 threads at 100 Hz, mostly waiting: ${formatRange(ratio, 3)} of the plain ${plain.toFixed(2)} s, plain against plain ${formatRange(noise, 3)}, ${values.rounds} rounds`;
  if (ratio.value > mostSlowdown) throw new Error(`${words}: more than ${mostSlowdown}`);
  return words;
}

/** @type {Readonly<Record<string, () => Promise<string>>>} */
const loads = {
  starts: () => startAndStop(python, 1000),
  forks: () => forkOften(python, 1000),
  threads: () => runThreads(python, 300, 10),
  waiting: waitingLoad,
  soak: soakLoad,
};
const only = values.only.split(',').filter((name) => name !== '');
const unknown = only.filter((name) => loads[name] === undefined);
if (unknown.length > 0)
  throw new Error(`there is no load ${unknown.join(', ')}; there are ${Object.keys(loads).join(', ')}`);
let failed = 0;
console.log(python);
for (const [name, load] of Object.entries(loads)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const started = performance.now();
  try {
    console.log(`ok     ${name}: ${await load()} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(failed === 0 ? 'no crash, no deadlock' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
