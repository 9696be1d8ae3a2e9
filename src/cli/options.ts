/** The options of all commands but `run`, read by Node's own parser. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

import { usageError } from '../runner/userErrors.ts';
import type { CommandName } from './help.ts';

export interface ParsedOptions {
  readonly text: (name: string) => string | undefined;
  /** Of an option that may stand several times. */
  readonly texts: (name: string) => readonly string[];
  readonly flag: (name: string) => boolean;
  readonly positionals: readonly string[];
}

/** Throws a UserError for unknown options and for more than `mostPositionals` other words. */
export function parseOptions(
  command: CommandName,
  argv: readonly string[],
  options: ParseArgsOptionsConfig,
  mostPositionals: number,
): ParsedOptions {
  const { values, positionals } = parse(command, argv, options);
  const extra = positionals[mostPositionals];
  if (extra !== undefined) throw usageError(`"${extra}" is one word too many.`, command);
  const value = (name: string): unknown => values[name];
  return {
    text: (name) => {
      const found = value(name);
      return typeof found === 'string' ? found : undefined;
    },
    texts: (name) => {
      const found = value(name);
      return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
    },
    flag: (name) => value(name) === true,
    positionals,
  };
}

interface ParsedArguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function parse(command: CommandName, argv: readonly string[], options: ParseArgsOptionsConfig): ParsedArguments {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw usageError(`${sentence.replace(/\.$/, '')}.`, command);
  }
}

/** A whole number of at least 1. */
export function readCount(command: CommandName, name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw usageError(`--${name} takes a whole number of at least 1, not "${text}".`, command);
}

/** `a:b` is two. */
export function splitScope(text: string | undefined): string[] {
  return (text ?? '').split(':').filter((part) => part !== '' && part !== 'project');
}
