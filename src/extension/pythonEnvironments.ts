/**
 * The Python Environments extension (`ms-python.vscode-python-envs`): its choice of an environment for a file, the commands that
 * activate it, and the variables it adds.
 */

import { join } from 'node:path';

import type * as vscode from 'vscode';

import type { Log } from '../base/log.ts';
import { isFile } from './isFile.ts';
import { otherExtension, type ActivationCommand, type FoundPython, type PythonSource } from './pythonSource.ts';

/** What we use of its API; everything but `getEnvironment` may be missing in some version. */
interface Api {
  getEnvironment(scope: vscode.Uri | undefined): Promise<Environment | undefined>;
  getEnvironments?(scope: 'all'): Promise<readonly Environment[]>;
  /** `.env` files, put over `base`. */
  getEnvironmentVariables?(
    uri: vscode.Uri | undefined,
    overrides: undefined,
    base: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, string | undefined>>>;
  readonly onDidChangeEnvironment?: vscode.Event<unknown>;
}

interface Environment {
  readonly version?: string;
  /** The interpreter, or the environment's folder. */
  readonly environmentPath: vscode.Uri;
  readonly execInfo?: {
    readonly run?: { readonly executable: string };
    readonly activation?: readonly ActivationCommand[];
    readonly shellActivation?: ReadonlyMap<string, readonly ActivationCommand[]>;
  };
}

const id = 'ms-python.vscode-python-envs';
const origin = 'Python Environments extension';

export function pythonEnvironmentsSource(log: Log): PythonSource {
  const other = otherExtension<Api>(id, log);
  return {
    origin,
    selected: async (resource) =>
      other.ask(async (api) => {
        const environment = await api.getEnvironment(resource);
        return environment === undefined ? undefined : readEnvironment(environment);
      }),
    async known() {
      const all = await other.ask(async (api) => api.getEnvironments?.('all'));
      return (all ?? []).flatMap((environment) => readEnvironment(environment) ?? []);
    },
    variables: async (resource) =>
      other.ask(async (api) => {
        const values = (await api.getEnvironmentVariables?.(resource, undefined, {})) ?? {};
        return Object.fromEntries(
          Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
        );
      }),
    onDidChange: (call) => other.listen((api) => api.onDidChangeEnvironment, call),
  };
}

function readEnvironment({ version, environmentPath, execInfo }: Environment): FoundPython | undefined {
  const folder = environmentPath.fsPath;
  const path = [execInfo?.run?.executable ?? '', folder, join(folder, 'bin', 'python')].find(isFile);
  if (path === undefined) return undefined;
  const activation = execInfo?.shellActivation?.get('bash') ?? execInfo?.activation;
  return {
    path,
    origin,
    ...(version === undefined || !/^\d/.test(version) ? {} : { version }),
    ...(activation === undefined ? {} : { activation }),
  };
}
