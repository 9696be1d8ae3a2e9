/**
 * What the editor adds to the target's environment: an activated environment, and files of variables. It reaches the command
 * line as one variable, so that none of it (LD_LIBRARY_PATH, NODE_OPTIONS) acts on the command line's own process.
 */
import { isJsonObject } from '../base/jsonObject.ts';

export interface EnvironmentChange {
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
  /** Folders that come first on PATH, in front of what the terminal has there. */
  readonly pathFirst: readonly string[];
}

export const environmentChangeName = 'HEATLINE_TARGET_ENVIRONMENT';

export const noEnvironmentChange: EnvironmentChange = { set: {}, removed: [], pathFirst: [] };

/** Not plain JSON, because VS Code replaces `${…}` in the variables of a task. */
export function encodeEnvironmentChange(change: EnvironmentChange): string {
  return Buffer.from(JSON.stringify(change)).toString('base64');
}

/** Throws when `encoded` was not made by `encodeEnvironmentChange`. */
export function decodeEnvironmentChange(encoded: string): EnvironmentChange {
  const value: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString());
  if (!isJsonObject(value) || !isJsonObject(value['set']))
    throw new Error(`${environmentChangeName} is not understood`);
  const set: Record<string, string> = {};
  for (const [name, text] of Object.entries(value['set'])) if (typeof text === 'string') set[name] = text;
  return { set, removed: texts(value['removed']), pathFirst: texts(value['pathFirst']) };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

export function withEnvironmentChange(
  env: Readonly<Record<string, string>>,
  { set, removed, pathFirst }: EnvironmentChange,
): Record<string, string> {
  const changed = { ...env, ...set };
  for (const name of removed) delete changed[name];
  if (pathFirst.length > 0) {
    const { PATH: path = '' } = changed;
    changed['PATH'] = [...pathFirst, ...(path === '' ? [] : [path])].join(':');
  }
  return changed;
}
