import type { AwaitJson, FileJson, LineJson } from '../protocol/profileJson.ts';

/** A line with the file it stands in. */
export interface AwaitedLine extends LineJson {
  readonly path: string;
  /** Of all that was awaited on lines in scope, 0..1. */
  readonly await_share: number;
}

/** Lines at which tasks awaited anything, the longest first. */
export function longestAwaits(files: readonly FileJson[]): AwaitedLine[] {
  const all = files.flatMap(({ path, lines }) =>
    lines.filter(({ await_s }) => await_s > 0).map((line) => ({ path, ...line })),
  );
  const sum = all.reduce((total, { await_s }) => total + await_s, 0);
  return all.map((line) => ({ ...line, await_share: line.await_s / sum })).sort((a, b) => b.await_s - a.await_s);
}

/** What was awaited, most first, each with its share of the line's. */
export function awaitShares({ awaits, await_s: all }: AwaitJson): { readonly kind: string; readonly share: number }[] {
  return Object.entries(awaits).map(([kind, seconds]) => ({ kind, share: all > 0 ? seconds / all : 0 }));
}
