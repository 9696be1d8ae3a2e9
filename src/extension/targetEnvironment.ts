/**
 * What a profiled program's environment has over the terminal's, in the order in which the later wins: the activated
 * environment, the variables that the Python extensions add, and the file of the setting `heatline.envFile`.
 */

import { readFileSync } from 'node:fs';

import { environmentWithoutUs } from '../base/cleanEnvironment.ts';
import { withEnvironmentChange, type EnvironmentChange } from '../runner/environmentChange.ts';
import { activationOf } from './activation.ts';
import { parseEnvironmentFile } from './environmentFile.ts';
import { pythonSources, type InterpreterNeeds } from './interpreter.ts';
import { isFile } from './isFile.ts';
import type { FoundPython } from './pythonSource.ts';
import { expandPath, type RunPlace } from './runPlace.ts';

export async function targetEnvironment(
  needs: InterpreterNeeds,
  place: RunPlace,
  interpreter: FoundPython,
): Promise<EnvironmentChange> {
  // The extension host is VS Code's, whatever its variables say.
  const base = environmentWithoutUs({ ...process.env, HEATLINE_EDITOR: '1' });
  const activation = await activationOf(interpreter, base, needs.log);
  const added = await fromExtensions(needs, place);
  const known = { ...withEnvironmentChange(base, activation), ...added };
  const values = { ...added, ...fromFile(needs, place, known) };
  return {
    set: { ...activation.set, ...values },
    removed: activation.removed.filter((name) => values[name] === undefined),
    // A PATH that was written down is complete.
    pathFirst: values['PATH'] === undefined ? activation.pathFirst : [],
  };
}

async function fromExtensions(
  { log }: InterpreterNeeds,
  { resource }: RunPlace,
): Promise<Readonly<Record<string, string>>> {
  for (const source of pythonSources(log)) {
    const variables = await source.variables(resource);
    if (variables !== undefined) return variables;
  }
  return {};
}

function fromFile(
  { config, log }: InterpreterNeeds,
  place: RunPlace,
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const set = config.envFile(place.resource);
  const path = set === '' ? '' : expandPath(set, place);
  if (!isFile(path)) return {};
  const { values, brokenLines } = parseEnvironmentFile(readFileSync(path, 'utf8'), known);
  const names = Object.keys(values).join(', ');
  log.info(`${path}: ${names === '' ? 'no variables' : names}`);
  if (brokenLines.length > 0) log.warn(`${path}: not understood and left out: line ${brokenLines.join(', ')}`);
  return values;
}
