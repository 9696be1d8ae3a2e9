/** What every line in scope copied: volume, sizes and kinds. */
import type { Profile } from '../profile/profile.ts';
import type { CopyLine } from '../protocol/memory.ts';
import type { CopyJson, CopyKindName } from '../protocol/profileJson.ts';
import { attribute, type Attribution } from './attribution.ts';
import { copyKinds } from './copyKinds.ts';
import { recordedSeconds } from './elapsed.ts';
import { estimateInterval } from './estimate.ts';
import { chargeCopies, sumOf } from './memoryCharges.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

/** Lines that copied anything, most bytes first. */
export function copyLines(profile: Profile, question: Question): CopyLine[] {
  return copyLinesOf(profile, attribute(profile, question.scope), select(profile, question));
}

export function copyLinesOf(profile: Profile, attribution: Attribution, selection: Selection): CopyLine[] {
  const { lineCount, ownLine, lineFile, lineNumber } = attribution;
  const charges = chargeCopies(profile, attribution, selection, ownLine, lineCount);
  const elapsed = recordedSeconds(profile);
  const kindOf = copyKinds(profile);
  const lines = charges.rows.flatMap((rows, index): CopyLine[] => {
    const bytes = sumOf(profile.memory.copies.bytes, rows);
    if (bytes <= 0) return [];
    return [
      {
        path: profile.files[lineFile[index] ?? -1]?.path ?? '',
        line: lineNumber[index] ?? 0,
        bytes,
        ci95: estimateInterval(bytes, sumOf(profile.memory.copies.variance, rows)),
        bytes_s: elapsed > 0 ? bytes / elapsed : 0,
        samples: sumOf(profile.memory.copies.samples, rows),
        sizes: sizesOf(profile, rows),
        kinds: kindsOf(profile, rows, (node) => kindOf(node, attribution.chargedNode[node] ?? -1)),
        share: charges.bytes > 0 ? bytes / charges.bytes : 0,
      },
    ];
  });
  return lines.sort((a, b) => b.bytes - a.bytes);
}

function sizesOf({ memory: { copies } }: Profile, rows: readonly number[]): CopyJson['sizes'] {
  const sums = new Map<number, number>();
  for (const row of rows) {
    const bin = copies.sizeBin[row] ?? 0;
    sums.set(bin, (sums.get(bin) ?? 0) + (copies.bytes[row] ?? 0));
  }
  return [...sums].sort((a, b) => a[0] - b[0]).map(([bin, bytes]) => ({ from: 2 ** bin, to: 2 ** (bin + 1), bytes }));
}

function kindsOf(
  { memory: { copies } }: Profile,
  rows: readonly number[],
  kindOf: (node: number) => CopyKindName,
): CopyJson['kinds'] {
  const sums = new Map<CopyKindName, number>();
  for (const row of rows) {
    const kind = kindOf(copies.node[row] ?? -1);
    sums.set(kind, (sums.get(kind) ?? 0) + (copies.bytes[row] ?? 0));
  }
  return [...sums].map(([kind, bytes]) => ({ kind, bytes })).sort((a, b) => b.bytes - a.bytes);
}
