/** The `files` of Scalene's JSON: percentages for each line, function and file in scope on which time was spent. */
import type { Profile } from '../profile/profile.ts';
import type { Attribution } from '../queries/attribution.ts';
import { at, chargeGroups, shareOf, type Charges } from '../queries/charges.ts';
import type { Selection } from '../queries/selection.ts';
import { scaleneLeaks, scaleneMemory, type MemoryMeasures } from './scaleneMemory.ts';

/** The text of a file as it was profiled, where it was kept. */
export type SourceText = (path: string) => string | undefined;

interface FileEntry {
  readonly percent_cpu_time: number;
  readonly imports: readonly string[];
  readonly leaks: object;
  readonly functions: FunctionEntry[];
  readonly lines: LineEntry[];
}

interface FunctionEntry extends Measures {
  readonly line: string;
  readonly lineno: number;
}

interface LineEntry extends FunctionEntry {
  readonly start_region_line: number;
  readonly end_region_line: number;
  readonly start_outermost_loop: number;
  readonly end_outermost_loop: number;
}

type NotMeasured = typeof notMeasured;

interface Measures extends MemoryMeasures, NotMeasured {
  readonly n_cpu_percent_python: number;
  readonly n_cpu_percent_c: number;
  readonly n_sys_percent: number;
}

export function scaleneFiles(
  profile: Profile,
  attribution: Attribution,
  selection: Selection,
  sourceText: SourceText = () => undefined,
): Record<string, FileEntry> {
  const ask = { profile, attribution, selection };
  const entries = fileEntries(ask);
  addLines(ask, entries, sourceText);
  addFunctions(ask, entries);
  // A path may be called `__proto__`: an entry of its own like any other.
  return Object.fromEntries([...entries].map(([file, entry]) => [profile.files[file]?.path ?? '', entry]));
}

interface Ask {
  readonly profile: Profile;
  readonly attribution: Attribution;
  readonly selection: Selection;
}

type Entries = ReadonlyMap<number, FileEntry>;

function fileEntries(ask: Ask): Entries {
  const { attribution, profile, selection } = ask;
  const leaks = scaleneLeaks(profile, attribution, selection);
  const fileOf = (node: number) => profile.functions.file[profile.nodes.func[node] ?? -1] ?? -1;
  const { charges, memory } = chargesBy(ask, profile.files.length, fileOf);
  const entries = new Map<number, FileEntry>();
  for (let file = 0; file < profile.files.length; file++) {
    if (at(charges.total, file) <= 0 && memory(file) === undefined) continue;
    const percent = 100 * shareOf(charges, file, ask.selection).share;
    entries.set(file, {
      percent_cpu_time: percent,
      imports: [],
      leaks: leaks.get(profile.files[file]?.path ?? '') ?? {},
      functions: [],
      lines: [],
    });
  }
  return entries;
}

function addLines(ask: Ask, entries: Entries, sourceText: SourceText): void {
  const { attribution, profile } = ask;
  const { charges, memory } = chargesBy(ask, attribution.lineCount, (node) => attribution.ownLine[node] ?? -1);
  const texts = new Map<number, readonly string[]>();
  for (let index = 0; index < attribution.lineCount; index++) {
    const file = attribution.lineFile[index] ?? -1;
    const line = attribution.lineNumber[index] ?? 0;
    // Line 0 is code without lines (eval of a tree, say): the viewer has no place for it, the function and the file keep its time.
    if (line < 1 || (at(charges.total, index) <= 0 && memory(index) === undefined)) continue;
    let text = texts.get(file);
    if (text === undefined) {
      text = sourceText(profile.files[file]?.path ?? '')?.split('\n') ?? [];
      texts.set(file, text);
    }
    entries.get(file)?.lines.push({
      lineno: line,
      line: escapeLine(text[line - 1] ?? ''),
      ...measures(charges, index, ask.selection),
      ...memory(index),
      start_region_line: line,
      end_region_line: line,
      start_outermost_loop: line,
      end_outermost_loop: line,
    });
  }
  for (const { lines } of entries.values()) lines.sort((a, b) => a.lineno - b.lineno);
}

function addFunctions(ask: Ask, entries: Entries): void {
  const { functions, nodes } = ask.profile;
  const { charges, memory } = chargesBy(ask, functions.length, (node) => nodes.func[node] ?? -1);
  for (let func = 0; func < functions.length; func++) {
    if (at(charges.total, func) <= 0 && memory(func) === undefined) continue;
    entries.get(functions.file[func] ?? -1)?.functions.push({
      line: escapeLine(functions.name[func] ?? ''),
      lineno: functions.firstLine[func] ?? 0,
      ...measures(charges, func, ask.selection),
      ...memory(func),
    });
  }
}

/** Time and memory of the nodes in scope, grouped as `groupOf` says. */
function chargesBy(
  { profile, attribution, selection }: Ask,
  groupCount: number,
  groupOf: (node: number) => number,
): { charges: Charges; memory: (index: number) => MemoryMeasures | undefined } {
  const inScope = (node: number) => (attribution.ownLine[node] ?? -1) >= 0;
  const group = Int32Array.from({ length: profile.nodes.length }, (_, node) => (inScope(node) ? groupOf(node) : -1));
  return {
    charges: chargeGroups(profile, attribution, selection, group, groupCount),
    memory: scaleneMemory(profile, attribution, selection, group, groupCount),
  };
}

function measures(charges: Charges, index: number, { basisSeconds, cpuCounts }: Selection): Measures {
  // Estimates may exceed the clock by a rounding: the schema allows no more than 100 in all.
  let left = 100;
  const percent = (seconds: number) => {
    const value = basisSeconds > 0 ? Math.min(left, (100 * seconds) / basisSeconds) : 0;
    left -= value;
    return value;
  };
  const cpu = (column: Float64Array) => (cpuCounts ? at(column, index) : 0);
  return {
    n_cpu_percent_python: percent(cpu(charges.python) + cpu(charges.library)),
    n_cpu_percent_c: percent(cpu(charges.native)),
    n_sys_percent: percent(cpu(charges.kernel) + at(charges.basisWait, index)),
    ...noMemory,
    ...notMeasured,
  };
}

const noMemory: MemoryMeasures = {
  memory_samples: [],
  n_avg_mb: 0,
  n_peak_mb: 0,
  n_growth_mb: 0,
  n_malloc_mb: 0,
  n_mallocs: 0,
  n_copy_mb_s: 0,
  n_python_fraction: 0,
  n_usage_fraction: 0,
};

const notMeasured = {
  n_core_utilization: 0,
  cpu_samples_list: [],
  n_gpu_percent: 0,
  n_gpu_avg_memory_mb: 0,
  n_gpu_peak_memory_mb: 0,
  n_async_await_percent: 0,
  n_async_concurrency_mean: 0,
  n_async_concurrency_peak: 0,
  async_task_names: [],
  is_coroutine: false,
} as const;

/** The viewer puts lines into its page and turns these three escapes back: Scalene's own files have them too. */
function escapeLine(text: string): string {
  return text.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
}
