/** Names for the native functions that streams mention, from the libraries they were in. */
import type { Problem } from '../base/result.ts';
import { nodeKind, noFunction } from '../session/layout.ts';
import type { Stream } from '../session/session.ts';
import { demangle } from './demangle.ts';
import { functionNames, openElf, type BinarySource, type ElfFile } from './elf.ts';
import { moduleKey, type ModuleSymbols, type SymbolTable } from './symbolTable.ts';

interface UsedModule {
  readonly path: string;
  readonly buildId: string;
  readonly starts: Set<number>;
}

/**
 * Best called right after the run: a library that has been replaced since is recognised by its build id and left without names.
 * Symbols of separate debug files (`/usr/lib/debug/.build-id`) are used where they are installed.
 */
export function readSymbols(
  streams: readonly Stream[],
  source: BinarySource,
): { symbols: SymbolTable; problems: Problem[] } {
  const problems: Problem[] = [];
  const modules: ModuleSymbols[] = [];
  for (const used of usedModules(streams)) {
    const functions = namesOf(used, source, problems);
    if (functions.length > 0) modules.push({ path: used.path, buildId: used.buildId, functions });
  }
  return { symbols: { version: 1, modules }, problems };
}

function usedModules(streams: readonly Stream[]): Iterable<UsedModule> {
  const used = new Map<string, UsedModule>();
  for (const { nodes, modules } of streams) {
    const ofStream = new Map(
      [...modules.values()].map((module) => [module.id, moduleKey(module.path, module.buildId)]),
    );
    for (const { path, buildId } of modules.values()) {
      const key = moduleKey(path, buildId);
      if (!used.has(key)) used.set(key, { path, buildId, starts: new Set() });
    }
    for (let id = 1; id < nodes.length; id++) {
      const start = nodes.offset[id] ?? noFunction;
      if (nodes.kind[id] !== nodeKind.native || start === noFunction) continue;
      used.get(ofStream.get(nodes.subject[id] ?? 0) ?? '')?.starts.add(start);
    }
  }
  return used.values();
}

function namesOf({ path, buildId, starts }: UsedModule, source: BinarySource, problems: Problem[]): [number, string][] {
  // The vDSO and anonymous code have no file.
  if (starts.size === 0 || !path.startsWith('/')) return [];
  const file = openElf(source, path);
  if (file === undefined) {
    problems.push({
      code: 'library-unreadable',
      message: `${path} can't be read; its functions are shown without names.`,
    });
    return [];
  }
  if (buildId !== '' && file.buildId !== '' && file.buildId !== buildId) {
    problems.push({
      code: 'library-changed',
      message: `${path} was replaced after the run; its functions are shown without names.`,
    });
    return [];
  }
  const names = functionNames(source, file, [...starts]);
  const debug = debugFile(source, file.buildId);
  const missing = [...starts].filter((start) => !names.has(start));
  if (debug !== undefined) for (const [start, name] of functionNames(source, debug, missing)) names.set(start, name);
  return [...names].map(([start, name]): [number, string] => [start, demangle(name)]).sort((a, b) => a[0] - b[0]);
}

function debugFile(source: BinarySource, buildId: string): ElfFile | undefined {
  if (buildId.length < 4) return undefined;
  return openElf(source, `/usr/lib/debug/.build-id/${buildId.slice(0, 2)}/${buildId.slice(2)}.debug`);
}
