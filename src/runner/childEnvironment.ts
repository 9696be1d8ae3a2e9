/**
 * The environment that the target gets: exactly the one it would have without us. Taken out is only what Heatline, the
 * editor's extension host, or npm as our own starter put in; what the user set stays, whatever its name.
 */
import { basename } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Set by the extension's host process for its own children. */
const hostPrefixes = ['VSCODE_', 'ELECTRON_'];
const hostNames = new Set(['NODE_OPTIONS', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE']);
/** Set by us for the core, by the extension for the command line, or by the demo for the editor. */
const ownNames = new Set([
  'HEATLINE_CAPTURE',
  'HEATLINE_EDITOR',
  'HEATLINE_SHOW_SESSION',
  'HEATLINE_TARGET_ENVIRONMENT',
]);
/** Set by npm for the programs it starts. */
const npmNames = new Set(['INIT_CWD', 'NODE']);

/** The environment without what was added on the way from the user to us. */
export function environmentWithoutUs(env: Environment): Record<string, string> {
  const fromHost = env['ELECTRON_RUN_AS_NODE'] !== undefined || env['HEATLINE_EDITOR'] !== undefined;
  const fromNpm = startedByNpm(env);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || ownNames.has(name)) continue;
    if (fromHost && (hostNames.has(name) || hostPrefixes.some((prefix) => name.startsWith(prefix)))) continue;
    if (fromNpm && (name.startsWith('npm_') || npmNames.has(name))) continue;
    kept[name] = value;
  }
  return kept;
}

/**
 * Whether npm started Heatline itself, by npx or by a script of our own package. Under a script of the user's package the
 * program would see npm's names without us too.
 */
function startedByNpm(env: Environment): boolean {
  return env['npm_package_name'] === 'heatline' || env['npm_lifecycle_event'] === 'npx';
}

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
