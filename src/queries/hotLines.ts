/** The heat of every line in scope: the query behind the editor, the command line and the JSON. */
import type { Profile } from '../profile/profile.ts';
import { cellClass, firstWaitClass, waitNames } from '../profile/tables.ts';
import type { AwaitJson, BasisName, FileJson, LineJson, MemoryJson } from '../protocol/profileJson.ts';
import { attribute, type Attribution } from './attribution.ts';
import { chargeAwaits, noAwaitFigures } from './awaits.ts';
import { at, chargeGroups, cpuOf, shareOf, waitOf, type Charges } from './charges.ts';
import { recordedSeconds } from './elapsed.ts';
import { estimateInterval } from './estimate.ts';
import { effectiveSamples } from './interval.ts';
import { liveSteps } from './liveSteps.ts';
import { chargeCopies, chargeMemory, sumOf, type CopyCharges, type MemoryCharges } from './memoryCharges.ts';
import { memoryFigures, noCopyFigures, noMemoryFigures } from './memoryFigures.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

export interface HotLines {
  readonly basis: BasisName;
  /** What a share of 1 stands for, in seconds. */
  readonly basis_s: number;
  /** Share of the basis that no line in scope has: other code, time off the CPU outside timed calls, what wasn't sampled. */
  readonly rest: number;
  /** Hottest first; their lines by number. Lines and files on which nothing happened are left out. */
  readonly files: readonly FileJson[];
}

export function hotLines(profile: Profile, question: Question): HotLines {
  return hotLinesOf(profile, question, attribute(profile, question.scope), select(profile, question));
}

/** `hotLines` for callers that ask more than one thing about the same scope. */
export function hotLinesOf(
  profile: Profile,
  question: Question,
  attribution: Attribution,
  selection: Selection,
): HotLines {
  const charges = chargeGroups(profile, attribution, selection, attribution.ownLine, attribution.lineCount);
  const { lineCount, ownLine } = attribution;
  const memory = lineMemory(profile, chargeMemory(profile, attribution, selection, ownLine, lineCount));
  const copies = lineCopies(profile, chargeCopies(profile, attribution, selection, ownLine, lineCount));
  const awaits = chargeAwaits(profile, attribution, selection, ownLine, lineCount).figures;
  const linesOfFile = new Map<number, LineJson[]>();
  let charged = 0;
  for (let index = 0; index < attribution.lineCount; index++) {
    const held = memory(index);
    const copied = copies(index);
    const awaited = awaits[index];
    if (at(charges.total, index) <= 0 && held === undefined && copied === undefined && awaited === undefined) continue;
    const time = lineTimes(attribution.lineNumber[index] ?? 0, charges, index, selection);
    const line = {
      ...time,
      ...(held ?? noMemoryFigures),
      ...(copied ?? noCopyFigures),
      ...(awaited ?? noAwaitFigures),
    };
    const file = attribution.lineFile[index] ?? 0;
    const lines = linesOfFile.get(file) ?? [];
    linesOfFile.set(file, lines);
    lines.push(line);
    charged += line.share;
  }
  const files = [...linesOfFile].map(([file, lines]) => fileJson(profile, file, lines));
  return {
    basis: question.basis,
    basis_s: selection.basisSeconds,
    rest: selection.basisSeconds > 0 ? Math.max(0, 1 - charged) : 0,
    files: files.sort((a, b) => b.share - a.share || compareText(a.path, b.path)).map(({ share: _, ...file }) => file),
  };
}

type LineTimes = Omit<LineJson, keyof MemoryJson | keyof AwaitJson | keyof typeof noCopyFigures>;

function lineTimes(line: number, charges: Charges, index: number, selection: Selection): LineTimes {
  const cpu = cpuOf(charges, index);
  const wait = waitOf(charges, index);
  return {
    line,
    python_s: at(charges.python, index),
    library_s: at(charges.library, index),
    native_s: at(charges.native, index),
    kernel_s: at(charges.kernel, index),
    wait_s: wait,
    gil_wait_s: at(charges.waits[cellClass.gil - firstWaitClass], index),
    waits: waitsByCause(charges, index),
    cpu_s: cpu,
    self_s: cpu + wait,
    total_s: at(charges.total, index),
    ...shareOf(charges, index, selection),
    samples: at(charges.samples, index),
    effective_samples: effectiveSamples({ seconds: cpu, squares: at(charges.squares, index) }),
  };
}

/** `undefined` for a line that allocated nothing. */
function lineMemory(profile: Profile, { rows }: MemoryCharges): (index: number) => MemoryJson | undefined {
  const steps = liveSteps(profile);
  return (index) => {
    const own = rows[index] ?? [];
    return own.length === 0 ? undefined : memoryFigures(profile, own, steps);
  };
}

/** `undefined` for a line that copied nothing. */
function lineCopies(profile: Profile, { rows }: CopyCharges): (index: number) => typeof noCopyFigures | undefined {
  const { copies } = profile.memory;
  const elapsed = recordedSeconds(profile);
  return (index) => {
    const own = rows[index] ?? [];
    if (own.length === 0) return undefined;
    const bytes = sumOf(copies.bytes, own);
    return {
      copy_bytes: bytes,
      copy_bytes_ci95: estimateInterval(bytes, sumOf(copies.variance, own)),
      copy_bytes_s: elapsed > 0 ? bytes / elapsed : 0,
    };
  };
}

function waitsByCause(charges: Charges, index: number): Record<string, number> {
  const causes: Record<string, number> = {};
  for (const [cause, name] of waitNames.entries()) {
    const seconds = at(charges.waits[cause], index);
    if (seconds > 0) causes[name] = seconds;
  }
  return causes;
}

function fileJson(profile: Profile, file: number, lines: LineJson[]): FileJson & { share: number } {
  lines.sort((a, b) => a.line - b.line);
  return {
    path: profile.files[file]?.path ?? '',
    sha256: profile.files[file]?.sha256 ?? null,
    self_s: lines.reduce((sum, line) => sum + line.self_s, 0),
    lines,
    share: lines.reduce((sum, line) => sum + line.share, 0),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
