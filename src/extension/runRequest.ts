/** What a person asked to run, in a form that can be kept and run again. */

import { basename } from 'node:path';

import { isJsonObject } from '../base/jsonObject.ts';
import { quoteShellWord } from './shellWords.ts';

export type RunRequest =
  | {
      readonly kind: 'file';
      /** Absolute path of a Python file. */
      readonly path: string;
      readonly arguments: readonly string[];
    }
  | {
      readonly kind: 'module';
      readonly module: string;
      readonly arguments: readonly string[];
      /** Absolute path of the folder it runs in. */
      readonly folder: string;
    };

/** "train.py", "-m pytest": for titles. */
export function requestName(request: RunRequest): string {
  return request.kind === 'file' ? basename(request.path) : `-m ${request.module}`;
}

/** The program and its arguments as `heatline run` takes them. */
export function programWords(request: RunRequest): string[] {
  const program = request.kind === 'file' ? [request.path] : ['-m', request.module];
  return [...program, ...request.arguments];
}

/** The arguments as a person would type them. */
export function typedArguments(request: RunRequest): string {
  return request.arguments.map(quoteShellWord).join(' ');
}

/** `undefined` for anything that is no request, such as one kept by a later version. */
export function readRunRequest(value: unknown): RunRequest | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kind, path, module, folder, arguments: words } = value;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return undefined;
  if (kind === 'file' && typeof path === 'string') return { kind, path, arguments: words };
  if (kind === 'module' && typeof module === 'string' && typeof folder === 'string')
    return { kind, module, arguments: words, folder };
  return undefined;
}
