/**
 * The Firefox Profiler's processed profile format (profiler.firefox.com, "Load a profile from file").
 *
 * Version 70 of the processed format, as its CHANGELOG-formats.md and src/types/profile.ts describe it; the viewer upgrades older
 * versions by itself and refuses newer ones. The capture keeps sums by stack, not a sequence: every stack is one sample whose weight is
 * its time, and the time axis is laid out by stack.
 */
import type { Profile } from '../profile/profile.ts';
import { firstWaitClass } from '../profile/tables.ts';
import type { CellIndex } from '../profile/units.ts';
import type { Question } from '../queries/question.ts';
import { fileName } from './frames.ts';
import { firefoxCategories, firefoxShared } from './firefoxTables.ts';
import { buildStackTree, type StackTree } from './stackTree.ts';
import { threadCells, type ThreadCells } from './threadCells.ts';

const processedVersion = 70;
/** Of the format that Firefox itself records, at the time of processed version 70. */
const geckoVersion = 36;

export function exportFirefox(profile: Profile, question: Question): string {
  const tree = buildStackTree(profile);
  const threads = threadCells(profile, question, 'every');
  return JSON.stringify({
    meta: firefoxMeta(profile),
    libs: profile.libraries.map(({ path, buildId }) => libraryEntry(path, buildId)),
    pages: [],
    shared: firefoxShared(profile, tree),
    threads: threads.map((thread) => threadEntry(profile, tree, thread)),
  });
}

function firefoxMeta({ capture }: Profile): object {
  const startTime = Date.parse(capture.startedAt);
  return {
    interval: capture.rateHz > 0 ? 1000 / capture.rateHz : 1,
    startTime: Number.isNaN(startTime) ? 0 : startTime,
    processType: 0,
    extensions: { id: [], name: [], baseURL: [], length: 0 },
    categories: firefoxCategories,
    product: capture.command.join(' ') || 'python',
    stackwalk: 0,
    debug: false,
    version: geckoVersion,
    preprocessedProfileVersion: processedVersion,
    symbolicated: true,
    symbolicationNotSupported: true,
    markerSchema: [],
    sampleUnits: { time: 'ms', eventDelay: 'ms', threadCPUDelta: 'ns' },
    importedFrom: 'Heatline',
    usesOnlyOneStackType: true,
    sourceCodeIsNotOnSearchfox: true,
    keepProfileThreadOrder: true,
  };
}

function libraryEntry(path: string, buildId: string): object {
  const name = fileName(path);
  return { arch: '', name, path, debugName: name, debugPath: path, breakpadId: '', codeId: buildId || null };
}

function threadEntry(profile: Profile, tree: StackTree, { thread, cells }: ThreadCells): object {
  const row = profile.threads[thread];
  const process = profile.processes[row?.process ?? -1];
  return {
    processType: 'default',
    processName: process?.command.join(' ') ?? '',
    processStartupTime: 0,
    processShutdownTime: null,
    registerTime: 0,
    unregisterTime: null,
    pausedRanges: [],
    name: row?.name || 'thread',
    isMainThread: row?.main ?? false,
    pid: String(row?.pid ?? 0),
    tid: row?.tid ?? 0,
    samples: samplesTable(profile, tree, cells),
    markers: { data: [], name: [], startTime: [], endTime: [], phase: [], category: [], length: 0 },
  };
}

/**
 * Times and weights are milliseconds with six decimals; weights are differences of rounded times, so that nothing is lost in sum.
 * The last row has no stack: it says where the time of the one before ends. `threadCPUDelta` is the CPU time since the row before.
 */
function samplesTable({ cells: table }: Profile, tree: StackTree, cells: readonly CellIndex[]): object {
  const stack: (number | null)[] = [];
  const time: number[] = [0];
  const weight: number[] = [];
  const threadCPUDelta: number[] = [0];
  let seconds = 0;
  let nanos = 0;
  for (const cell of cells) {
    seconds += table.seconds[cell] ?? 0;
    const end = Math.round(seconds * 1e9);
    stack.push(tree.rowOfCell(cell));
    weight.push((end - nanos) / 1e6);
    time.push(end / 1e6);
    threadCPUDelta.push((table.class[cell] ?? 0) < firstWaitClass ? end - nanos : 0);
    nanos = end;
  }
  stack.push(null);
  weight.push(0);
  return { stack, time, weight, weightType: 'tracing-ms', threadCPUDelta, length: stack.length };
}
