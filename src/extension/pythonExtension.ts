/** The Python extension (`ms-python.python`): its choice of an interpreter for a file, and the variables of its `.env` file. */

import type * as vscode from 'vscode';

import type { Log } from '../base/log.ts';
import { isFile } from './isFile.ts';
import { otherExtension, type FoundPython, type PythonSource } from './pythonSource.ts';

/** What we use of its API (npm: @vscode/python-extension); some of it may be missing in some version. */
interface Api {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): EnvironmentPath;
    resolveEnvironment(environment: EnvironmentPath): Promise<Environment | undefined>;
    readonly known?: readonly Environment[];
    /** The extension host's variables with those of `python.envFile`. */
    getEnvironmentVariables?(resource?: vscode.Uri): Readonly<Record<string, string | undefined>>;
    readonly onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
  };
}

interface EnvironmentPath {
  readonly path: string;
}

interface Environment {
  readonly executable: { readonly uri?: vscode.Uri | undefined };
  readonly version?: { readonly major?: number; readonly minor?: number; readonly micro?: number } | undefined;
}

const id = 'ms-python.python';
const origin = 'Python extension';

export function pythonExtensionSource(log: Log): PythonSource {
  const other = otherExtension<Api>(id, log);
  return {
    origin,
    selected: async (resource) =>
      other.ask(async ({ environments }) => {
        if (environments === undefined) return undefined;
        const active = environments.getActiveEnvironmentPath(resource);
        const resolved = await environments.resolveEnvironment(active);
        return readEnvironment(resolved) ?? (isFile(active.path) ? { path: active.path, origin } : undefined);
      }),
    async known() {
      const all = await other.ask(({ environments }) => Promise.resolve(environments?.known));
      return (all ?? []).flatMap((environment) => readEnvironment(environment) ?? []);
    },
    variables: async (resource) =>
      other.ask(({ environments }) => {
        const values = environments?.getEnvironmentVariables?.(resource) ?? {};
        return Promise.resolve(
          Object.fromEntries(Object.entries(values).flatMap(([name, value]) => added(name, value))),
        );
      }),
    onDidChange: (call) => other.listen(({ environments }) => environments?.onDidChangeActiveEnvironmentPath, call),
  };
}

/** Only what its file adds: the rest is the extension host's own, which the program is not to have. */
function added(name: string, value: string | undefined): [string, string][] {
  return value === undefined || process.env[name] === value ? [] : [[name, value]];
}

function readEnvironment(environment: Environment | undefined): FoundPython | undefined {
  const path = environment?.executable.uri?.fsPath;
  if (path === undefined || !isFile(path)) return undefined;
  const { major, minor, micro } = environment?.version ?? {};
  const version = [major, minor, micro].filter((part) => part !== undefined).join('.');
  return { path, origin, ...(version === '' ? {} : { version }) };
}
