/** One part of a fuzzing run, in a process of its own: options as JSON on the command line, "at <input> <target>" and at last "result <JSON>" on its output. */
import { writeSync } from 'node:fs';

import { fuzz, type FuzzOptions } from './fuzz.ts';

const say = (text: string): void => {
  writeSync(1, `${text}\n`);
};

const options: FuzzOptions = JSON.parse(process.argv[2] ?? '');
const result = fuzz({ ...options, begin: (input, target) => say(`at ${input} ${target}`) });
say(`result ${JSON.stringify({ ...result, targets: [...result.targets] })}`);
