/** Which modules had a function called after they were loaded: records about imports that were written before. */
import type { ByteReader } from './bytes.ts';
import { limits } from './layout.ts';
import type { ImportFacts } from './session.ts';

/** In place of an import in the record that says that everything was looked at. */
const everything = 0;

export interface ModuleCalls {
  /** Watched functions by import. */
  readonly functions: Map<number, number>;
  /** Imports, and 0 where all that didn't run is known. */
  readonly ran: Set<number>;
}

/** @returns false when the record is cut */
export function readNoted(record: ByteReader, calls: ModuleCalls): boolean {
  if (record.length < 16 || calls.functions.size >= limits.imports) return false;
  calls.functions.set(record.u32(8), record.u32(12));
  return true;
}

/** @returns false when the record is cut */
export function readRan(record: ByteReader, calls: ModuleCalls): boolean {
  if (record.length < 12 || calls.ran.size > limits.imports) return false;
  calls.ran.add(record.u32(8));
  return true;
}

export function withCalls(imports: readonly ImportFacts[], { functions, ran }: ModuleCalls): readonly ImportFacts[] {
  if (functions.size === 0) return imports;
  return imports.map((facts) => {
    const watched = functions.get(facts.id) ?? 0;
    if (watched === 0) return facts;
    return { ...facts, functions: watched, called: ran.has(facts.id) ? true : ran.has(everything) ? false : null };
  });
}

/** Payloads of the records about an import, the kind beside each. */
export function callPayloads(
  imports: readonly ImportFacts[],
): readonly { kind: 'noted' | 'ran'; payload: Uint8Array }[] {
  const watched = imports.filter(({ functions }) => functions > 0);
  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  return [
    ...watched.map(({ id, functions }) => ({ kind: 'noted' as const, payload: words(id, functions) })),
    ...watched
      .filter(({ called }) => called === true)
      .map(({ id }) => ({ kind: 'ran' as const, payload: words(id, 0) })),
    ...(watched.some(({ called }) => called === false)
      ? [{ kind: 'ran' as const, payload: words(everything, 0) }]
      : []),
  ];
}
