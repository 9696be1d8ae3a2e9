/**
 * The environment that the target gets: exactly the one it would have without us. Taken out is only what Heatline, the
 * editor's extension host, or npm as our own starter put in; what the user set stays, whatever its name.
 */

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
