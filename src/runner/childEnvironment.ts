/** What the target's environment gets for the recording, and how environments are read. */
import { basename } from 'node:path';

import type { Environment } from '../base/cleanEnvironment.ts';

/** Names under which the command line is started. */
const ownPrograms = new Set(['node', 'heatline', 'heatline.js', 'npx', 'npm']);

/** Some shells put the path of the started program into `_`: ours, where without us it would be the interpreter's. */
export function withLastCommand(env: Record<string, string>, program: string): Record<string, string> {
  const last = env['_'];
  return last !== undefined && ownPrograms.has(basename(last)) ? { ...env, _: program } : env;
}

/** Adds what the core needs. It takes both out again before the program's `main`. */
export function withRecorder(env: Environment, preload: string, captureFolder: string): Record<string, string> {
  const others = env['LD_PRELOAD'];
  const added = {
    LD_PRELOAD: others === undefined || others === '' ? preload : `${preload}:${others}`,
    HEATLINE_CAPTURE: captureFolder,
  };
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) kept[name] = value;
  return { ...kept, ...added };
}

/** Entries `NAME=value` separated by NUL, as `/proc/<pid>/environ` and `env -0` have them. */
export function decodeEnvironment(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const entry of text.split('\0')) {
    const equals = entry.indexOf('=');
    if (equals > 0) env[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return env;
}
