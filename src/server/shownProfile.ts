/**
 * The profile that is shown: answers of queries, kept so that scrolling and hovering ask nothing twice.
 *
 * A file in the capture's scope is charged as the whole run is; a file out of scope is charged with itself as scope, so
 * that opening a library's file shows where in it the time went.
 */

import type { HeatFilter, HotFileRow, HotLineRow, LineHeat, SessionSummary } from '../protocol/heat.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';
import type { Profile } from '../profile/profile.ts';
import type { BasisName, FunctionJson, LineJson, NativeJson, ProfileJson } from '../protocol/profileJson.ts';
import { basisWords } from '../queries/basisWords.ts';
import { callers, type Callers } from '../queries/callers.ts';
import { emptyCause, endCause } from '../queries/emptyCause.ts';
import { functions } from '../queries/functions.ts';
import { hotFiles } from '../queries/hotFiles.ts';
import { hotLines } from '../queries/hotLines.ts';
import { hotList } from '../queries/hotList.ts';
import { nativeFunctions } from '../queries/nativeFunctions.ts';
import { profileJson } from '../queries/profileJson.ts';
import type { Question } from '../queries/question.ts';
import { defaultScope, fileScope } from '../queries/scope.ts';
import { shareSplit } from '../queries/shareSplit.ts';
import type { ReadSession } from './environment.ts';
import { heatStep } from './heatStep.ts';
import { importSummary } from './importSummary.ts';
import { heatOfLines } from './lineHeat.ts';
import { memorySummary } from './memorySummary.ts';
import { showMemory, type ShownMemory } from './shownMemory.ts';

export interface ShownFile {
  readonly path: string;
  /** SHA-256 of the text as it was profiled, where kept. */
  readonly sha256: string | null;
  readonly basis: BasisName;
  readonly basis_s: number;
  /** Warm and leaking lines, ascending. */
  heat(metric: HeatMetric): readonly LineHeat[];
  /** Everything known of a line, by its number; also of lines that are not warm. */
  readonly lines: ReadonlyMap<number, LineJson>;
  /** Native functions, largest first, by line. */
  readonly native: ReadonlyMap<number, readonly NativeJson[]>;
  readonly functions: readonly FunctionJson[];
  /** Asked with the question that the file is shown with. */
  readonly memory: ShownMemory;
}

export interface ShownProfile {
  readonly folder: string;
  readonly summary: SessionSummary;
  readonly memory: ShownMemory;
  /** `undefined` when no time was spent in the file, and it imported nothing. */
  file(path: string): ShownFile | undefined;
  /** Who called the function that a line is in. */
  callers(path: string, line: number): Callers | undefined;
  /** The hottest lines in scope of the files that are shown, hottest first. `source` is left to who knows the texts. */
  hotRows(limit: number, isShown?: (path: string) => boolean): readonly Omit<HotLineRow, 'source'>[];
  /** Files with warm lines, hottest first. */
  hotFiles(): readonly HotFileRow[];
}

export const wholeRun: HeatFilter = { basis: 'elapsed', scope: 'captured' };

export function showProfile(opened: ReadSession, filter: HeatFilter = wholeRun): ShownProfile {
  const { profile } = opened;
  const question = questionOf(profile, filter);
  const whole = profileJson(profile, question);
  const { basis, basis_s } = whole.process;
  const memory = showMemory(profile, question);
  const inScope = new Set(whole.files.map(({ path }) => path));
  const known = new Set(profile.files.map(({ path }) => path));
  const importers = new Set(profile.imports.map(({ importer }) => importer?.path));
  const shown = new Map<string, ShownFile | undefined>();

  function askAbout(path: string): ShownFile | undefined {
    if (inScope.has(path)) return shownFile(path, { ...whole, memory });
    if (!known.has(path) && !importers.has(path)) return undefined;
    const own: Question = { ...question, scope: fileScope(path) };
    const hot = hotLines(profile, own);
    const native = nativeFunctions(profile, own);
    const answers = { process: hot, files: hot.files, native, functions: functions(profile, own) };
    const file = shownFile(path, { ...answers, memory: showMemory(profile, own) });
    return file ?? (importers.has(path) ? importingFile(path) : undefined);
  }

  /** A file without time of its own has numbers on its import statements. */
  function importingFile(path: string): ShownFile {
    const sha256 = profile.files.find((file) => file.path === path)?.sha256 ?? null;
    return {
      path,
      sha256,
      basis,
      basis_s,
      heat: () => [],
      lines: new Map(),
      native: new Map(),
      functions: [],
      memory,
    };
  }

  return {
    folder: opened.folder,
    summary: summarize(opened, whole, filter, question),
    memory,
    file(path) {
      if (!shown.has(path)) shown.set(path, askAbout(path));
      return shown.get(path);
    },
    callers: (path, line) => callers(profile, question, path, line),
    hotRows(limit, isShown = () => true) {
      const files = whole.files.filter(({ path }) => isShown(path));
      return hotList({ basis, basis_s, rest: 0, files }, limit).flatMap((line) => {
        const step = heatStep(line.share);
        const split = shareSplit(line, basis, basis_s);
        const { path, line: number, share, ci95, self_s } = line;
        return step === undefined ? [] : [{ path, line: number, step, share, ci95, split, self_s }];
      });
    },
    hotFiles() {
      return hotFiles(whole, ({ share }) => heatStep(share) !== undefined).flatMap((file) => {
        const step = heatStep(file.share);
        return step === undefined ? [] : [{ ...file, step }];
      });
    },
  };
}

function questionOf(profile: Profile, { basis, scope, pid, thread }: HeatFilter): Question {
  return {
    basis,
    scope: scope === 'all' ? { kind: 'all' } : defaultScope(profile),
    ...(pid === undefined ? {} : { pid }),
    ...(thread === undefined ? {} : { thread }),
  };
}

function shownFile(
  path: string,
  answers: {
    readonly process: { readonly basis: BasisName; readonly basis_s: number };
    readonly files: ProfileJson['files'];
    readonly native: readonly NativeJson[];
    readonly functions: readonly FunctionJson[];
    readonly memory: ShownMemory;
  },
): ShownFile | undefined {
  const file = answers.files.find((candidate) => candidate.path === path);
  if (file === undefined) return undefined;
  const { basis, basis_s } = answers.process;
  const { memory } = answers;
  const heats = new Map<HeatMetric, readonly LineHeat[]>();
  return {
    path,
    sha256: file.sha256,
    basis,
    basis_s,
    heat(metric) {
      const heat = heats.get(metric) ?? heatOfLines(path, file.lines, { time: { basis, basis_s }, memory, metric });
      heats.set(metric, heat);
      return heat;
    },
    lines: new Map(file.lines.map((line) => [line.line, line])),
    native: byLine(answers.native.filter((entry) => entry.path === path)),
    functions: answers.functions.filter((entry) => entry.path === path),
    memory,
  };
}

function byLine(native: readonly NativeJson[]): Map<number, NativeJson[]> {
  const lines = new Map<number, NativeJson[]>();
  for (const entry of native) {
    const entries = lines.get(entry.line) ?? [];
    lines.set(entry.line, entries);
    entries.push(entry);
  }
  return lines;
}

function summarize(
  { folder, profile }: ReadSession,
  whole: ProfileJson,
  filter: HeatFilter,
  question: Question,
): SessionSummary {
  const { capture } = profile;
  const { process, quality } = whole;
  return {
    folder,
    program: capture.script ?? capture.module ?? capture.command.join(' '),
    startedAt: capture.startedAt,
    filter,
    interpreter: process.interpreter,
    pythonVersion: process.version,
    basis: process.basis,
    basis_s: process.basis_s,
    basisWords: basisWords(filter),
    wall_s: process.wall_s,
    cpu_s: process.cpu_s,
    scheduled_out_s: quality.scheduled_out_s,
    samples: quality.signals,
    rate_hz: process.rate_hz,
    noHeat: hasHeat(whole) ? null : emptyCause(profile, question, whole),
    unexpectedEnd: hasHeat(whole) ? (endCause(profile, whole) ?? null) : null,
    end: { ...process.exit, cancelled: capture.cancelled },
    memory: memorySummary(profile, whole),
    imports: importSummary(profile),
    problems: whole.problems,
  };
}

function hasHeat({ files }: ProfileJson): boolean {
  return files.some(({ lines }) => lines.some(({ share }) => heatStep(share) !== undefined));
}
