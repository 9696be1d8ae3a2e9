// `npm run bench [-- NAME... --rounds N --repeats N --seed N --only A,B --python P --full]`: prints Markdown tables and keeps the readings in
// .cache/bench. Without names all benchmarks run, one after the other. Leave the machine alone meanwhile.

import { parseArgs } from 'node:util';

import { findInterpreters, pickRepresentatives } from '../accuracy/interpreters.ts';
import { ensurePrograms } from '../../src/build/programs.mjs';
import { runCommand, UserError } from '../../src/build/userError.mjs';
import { accuracy } from './accuracy.ts';
import { coldstart } from './coldstart.ts';
import { coverage } from './coverage.ts';
import { decode } from './decode.ts';
import { fastPath } from './fastPath.ts';
import { importTimes } from './importTimes.ts';
import { memoryAccuracy } from './memoryAccuracy.ts';
import { memoryFootprint } from './memoryFootprint.ts';
import { memoryOverhead } from './memoryOverhead.ts';
import { overhead } from './overhead.ts';
import { publish } from './report.ts';
import { sessionSize } from './sessionSize.ts';
import { startup } from './startup.ts';

const benches = [
  accuracy,
  coverage,
  overhead,
  startup,
  sessionSize,
  decode,
  memoryOverhead,
  fastPath,
  memoryAccuracy,
  memoryFootprint,
  coldstart,
  importTimes,
];

/** @returns {Promise<string>} the newest shared interpreter of this machine, in an environment with the real programs' packages */
async function defaultPython() {
  const newest = pickRepresentatives(await findInterpreters())
    .filter(({ kind }) => kind === 'shared')
    .at(-1);
  if (newest === undefined) {
    throw new UserError(
      'BENCH_NO_PYTHON',
      'no CPython 3.8 to 3.13 was found on PATH or in pyenv, so nothing can be measured; name one with --python.',
    );
  }
  return newest.path;
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {number}
 */
function readCount(name, text) {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new UserError('BENCH_BAD_OPTION', `--${name} takes a whole number from 1, not ${text}.`);
  }
  return count;
}

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '15' },
      repeats: { type: 'string', default: '2' },
      seed: { type: 'string', default: '20250101' },
      only: { type: 'string', default: '' },
      python: { type: 'string' },
      full: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => benches.every((bench) => bench.name !== name));
  if (unknown.length > 0) {
    const known = benches.map(({ name }) => name).join(', ');
    throw new UserError('BENCH_UNKNOWN', `there is no benchmark ${unknown.join(', ')}; there are ${known}.`);
  }
  const { python } = await ensurePrograms({ python: values.python ?? (await defaultPython()) });
  const options = {
    python,
    seed: readCount('seed', values.seed),
    rounds: readCount('rounds', values.rounds),
    repeats: readCount('repeats', values.repeats),
    only: values.only.split(',').filter((name) => name !== ''),
    full: values.full,
  };
  for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    await publish(bench.name, options, await bench.run(options));
  }
});
