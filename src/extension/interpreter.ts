/**
 * Which Python runs a program. First that applies: the setting, the selection of the Python Environments extension, that of the
 * Python extension, a `.venv` or `venv` between the program and the workspace's folder, then an activated environment or PATH as
 * the command line finds them.
 */

import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { Log } from '../base/log.ts';
import { listInterpreters } from '../runner/interpreter.ts';
import type { Config } from './config.ts';
import { isFile } from './isFile.ts';
import { pythonEnvironmentsSource } from './pythonEnvironments.ts';
import { pythonExtensionSource } from './pythonExtension.ts';
import type { FoundPython, PythonSource } from './pythonSource.ts';
import { expandPath, type RunPlace } from './runPlace.ts';
import { interpreterMissing } from './userErrors.ts';
import { readVirtualEnvironment } from './virtualEnvironment.ts';

/** What choosing needs of the context. */
export interface InterpreterNeeds {
  readonly config: Config;
  readonly log: Log;
}

/** The other extensions that are asked, in this order. */
export function pythonSources(log: Log): readonly PythonSource[] {
  return [pythonEnvironmentsSource(log), pythonExtensionSource(log)];
}

/** Throws a UserMessageError when there is none, or none where the setting says. */
export async function chooseInterpreter({ config, log }: InterpreterNeeds, place: RunPlace): Promise<FoundPython> {
  const set = config.interpreter(place.resource);
  if (set !== '') return fromSetting(set, place);
  for (const source of pythonSources(log)) {
    const selected = await source.selected(place.resource);
    if (selected !== undefined) return selected;
  }
  const [found] = [...inWorkspace(place), ...inEnvironment()];
  if (found === undefined) throw interpreterMissing('');
  return found;
}

function fromSetting(set: string, place: RunPlace): FoundPython {
  const origin = 'setting heatline.interpreter';
  // A bare name is looked up on PATH, by the command line too.
  if (!set.includes('/')) return { path: set, origin };
  const path = expandPath(set, place);
  if (!isFile(path)) throw interpreterMissing(path);
  return withVersion({ path, origin });
}

/** Virtual environments, the nearest first. */
export function inWorkspace({ near, root, folder }: RunPlace): FoundPython[] {
  const top = folder?.uri.fsPath ?? root;
  const found: FoundPython[] = [];
  for (let current = near; ; current = dirname(current)) {
    for (const name of ['.venv', 'venv']) {
      const path = join(current, name, 'bin', 'python');
      if (isFile(path)) found.push(withVersion({ path, origin: `workspace ${name}` }));
    }
    if (current === top || current === dirname(current)) return found;
  }
}

/** What an activated environment and PATH have. */
export function inEnvironment(): FoundPython[] {
  return listInterpreters(process.env).map(withVersion);
}

/** A virtual environment tells its version without being run, and so does a program called `python3.12`. */
function withVersion(found: FoundPython): FoundPython {
  const told = /^version(?:_info)?\s*=\s*(\d+\.\d+(?:\.\d+)?)/m.exec(readVirtualEnvironment(found.path));
  const version = (told ?? /^python(3\.\d+)$/.exec(basename(realpathSync(found.path))))?.[1];
  return version === undefined ? found : { ...found, version };
}
