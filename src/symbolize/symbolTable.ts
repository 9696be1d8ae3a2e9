/** Names of native functions: `symbols.json` of a session. */
import { isJsonObject } from '../base/jsonObject.ts';
import type { Problem } from '../base/result.ts';

/** A library's functions: `[start, name]`, where start is an address in the library file's own numbering. */
export interface ModuleSymbols {
  readonly path: string;
  /** Hexadecimal, "" without one. */
  readonly buildId: string;
  readonly functions: readonly (readonly [start: number, name: string])[];
}

export interface SymbolTable {
  readonly version: 1;
  readonly modules: readonly ModuleSymbols[];
}

/** Finds a function's name; "" when it isn't known. */
export type SymbolLookup = (path: string, buildId: string, start: number) => string;

export function symbolLookup(table: SymbolTable | undefined): SymbolLookup {
  const names = new Map<string, Map<number, string>>();
  for (const { path, buildId, functions } of table?.modules ?? [])
    names.set(moduleKey(path, buildId), new Map(functions));
  return (path, buildId, start) => names.get(moduleKey(path, buildId))?.get(start) ?? '';
}

export function moduleKey(path: string, buildId: string): string {
  return `${buildId}\0${path}`;
}

export function encodeSymbols(table: SymbolTable): string {
  return JSON.stringify(table);
}

/** Reads `symbols.json`; what doesn't fit is left out with a problem. */
export function parseSymbols(text: string): { symbols: SymbolTable; problems: Problem[] } {
  const problems: Problem[] = [];
  const modules: ModuleSymbols[] = [];
  const refused = (): { symbols: SymbolTable; problems: Problem[] } => {
    problems.push({
      code: 'symbols-damaged',
      message: 'symbols.json is damaged; some native functions are shown without a name.',
    });
    return { symbols: { version: 1, modules }, problems };
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refused();
  }
  const listed = field(parsed, 'modules');
  if (field(parsed, 'version') !== 1 || !Array.isArray(listed)) return refused();
  for (const each of listed as unknown[]) {
    const path = field(each, 'path');
    const buildId = field(each, 'buildId');
    const functions = field(each, 'functions');
    if (typeof path !== 'string' || typeof buildId !== 'string' || !Array.isArray(functions)) return refused();
    modules.push({ path, buildId, functions: (functions as unknown[]).filter(isNamedFunction) });
  }
  return { symbols: { version: 1, modules }, problems };
}

function isNamedFunction(value: unknown): value is readonly [number, string] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'string';
}

function field(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}
