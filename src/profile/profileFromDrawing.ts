/**
 * A profile drawn as text, for tests: one stack a column, root at the top, columns aligned with the first row.
 *
 *     seconds  1              2              0.5
 *     class    eval           native         sleep
 *     thread   main           main           worker
 *              a.py:3 main    a.py:3 main    a.py:3 main
 *              a.py:12 f@10   a.py:12 f@10
 *                             libz.so!inflate
 *
 * `class` (eval unless drawn) and `thread` (main unless drawn) may be left out, as may `samples` (one for each 10 ms on CPU, one for each
 * wait). A drawing without seconds has memory alone (drawnMemory.ts). A frame is `file:line function[@first line]`, `library!symbol`, or `…` for missing ones. Threads live as long as their cells.
 */
import { addDrawnMemory, isMemoryDrawn } from './drawnMemory.ts';
import { drawnThread, type DrawnTime } from './drawnThread.ts';
import { noProcessMemory, type ProcessMemory } from './memoryTables.ts';
import type { Profile } from './profile.ts';
import { ProfileBuilder } from './profileBuilder.ts';
import { cellClass, firstWaitClass, frameKind, type CaptureFacts, type CaptureFate, type Loss } from './tables.ts';

/**
 * @param memory of the process as a whole, where memory is drawn
 * @throws Error when the drawing can't be understood: it is written by the test's author
 */
export function profileFromDrawing(
  drawing: string,
  capture: Partial<CaptureFacts> = {},
  memory: Partial<ProcessMemory> = {},
): Profile {
  const columns = readColumns(drawing);
  const builder = new ProfileBuilder();
  const files: string[] = [];
  const libraries: string[] = [];
  const threadNames = [...new Set(['main', ...columns.map((column) => column.thread)])];
  for (const column of columns) {
    let node = -1;
    for (const frame of column.frames) node = addFrame(builder, node, frame, files, libraries);
    const { seconds, samples } = column;
    const thread = threadNames.indexOf(column.thread);
    addDrawnMemory(builder.memory, { node, thread }, column.value);
    if (seconds === 0 && isMemoryDrawn(column.value)) continue;
    const squares = samples > 0 ? (seconds * seconds) / samples : 0;
    builder.addCell(node, column.class, thread, {
      seconds,
      samples,
      squares,
      longest: seconds,
    });
  }
  const threads = threadNames.map((name, index) => drawnThread(name, index, columns));
  const wallSeconds = threads[0]?.lifetimeSeconds ?? 0;
  const cpuSeconds = threads.reduce((sum, thread) => sum + thread.cpuSeconds, 0);
  if (columns.some(({ value }) => isMemoryDrawn(value)))
    builder.memory.addProcess({ ...noProcessMemory, measured: true, copiesMeasured: true, ...memory });
  const facts = { ...plainCapture, wallSeconds, cpuSeconds, ...capture };
  return {
    capture: facts,
    processes: [
      {
        pid: facts.pid,
        ppid: 1,
        parent: -1,
        command: facts.command,
        executable: facts.interpreter,
        version: '3.12.1',
        wallSeconds,
        cpuSeconds,
        usedSeconds: cpuSeconds,
        program: -1,
        exit: facts.running ? null : { status: facts.status, signal: facts.signal },
        replaced: false,
        passing: false,
        unsampledSeconds: 0,
        loss: {
          ...noLoss,
          signals: columns.reduce((sum, column) => sum + (column.class < firstWaitClass ? column.samples : 0), 0),
        },
        unavailable: [],
      },
    ],
    programs: [],
    threads,
    files: files.map((path) => ({ path, sha256: null })),
    libraries: libraries.map((path) => ({ path, buildId: '' })),
    ...builder.finish(),
    imports: [],
    problems: [],
  };
}

interface Column extends DrawnTime {
  readonly frames: readonly string[];
  /** What the row with this label says, "" where there is none. */
  readonly value: (label: string) => string;
}

function readColumns(drawing: string): Column[] {
  const rows = drawing.split('\n').filter((row) => row.trim() !== '');
  const starts = wordsOf(rows[0] ?? '')
    .slice(1)
    .map((word) => word.at);
  const labelEnd = starts[0] ?? 0;
  const labels = new Map<string, string[]>();
  const frames: string[][] = starts.map(() => []);
  for (const row of rows) {
    const label = row.slice(0, labelEnd).trim();
    const cells = starts.map((at, index) => cellAt(row, at, starts[index + 1]));
    if (label !== '') labels.set(label, cells);
    else for (const [index, cell] of cells.entries()) if (cell !== '') frames[index]?.push(cell);
  }
  return starts.map((_, index) => {
    const value = (label: string) => labels.get(label)?.[index] ?? '';
    const kind = classNamed(value('class') || 'eval');
    const seconds = Number(value('seconds'));
    const drawn =
      value('samples') === '' || isMemoryDrawn(value) ? defaultSamples(kind, seconds) : Number(value('samples'));
    const samples = value('seconds') === '' ? 0 : drawn;
    return { seconds, class: kind, thread: value('thread') || 'main', samples, frames: frames[index] ?? [], value };
  });
}

function cellAt(row: string, start: number, end: number | undefined): string {
  const cell = row.slice(start, end);
  const begins = cell === '' || cell.trim() === '' || !cell.startsWith(' ');
  if (!begins || (row[start - 1] ?? ' ') !== ' ') throw new Error(`not aligned with the first row: ${row}`);
  return cell.trim();
}

function defaultSamples(kind: number, seconds: number): number {
  return kind < firstWaitClass ? Math.max(1, Math.round(seconds * 100)) : 1;
}

function wordsOf(row: string): { text: string; at: number }[] {
  return [...row.matchAll(/\S+/g)].map((match) => ({ text: match[0], at: match.index }));
}

function classNamed(name: string): number {
  const found = Object.entries(cellClass).find(([each]) => each === name);
  if (found === undefined) throw new Error(`no class is named ${name}`);
  return found[1];
}

function addFrame(
  builder: ProfileBuilder,
  parent: number,
  frame: string,
  files: string[],
  libraries: string[],
): number {
  if (frame === '…') {
    return builder.addNode(
      parent,
      builder.addFunction({ kind: frameKind.truncated, name: '', file: -1, library: -1, firstLine: 0 }),
      0,
    );
  }
  const python = /^(.+):(\d+) (.+?)(?:@(\d+))?$/.exec(frame);
  if (python !== null) {
    const [, path = '', line = '', name = '', firstLine = '1'] = python;
    const file = indexIn(files, path);
    return builder.addNode(
      parent,
      builder.addFunction({ kind: frameKind.python, name, file, library: -1, firstLine: Number(firstLine) }),
      Number(line),
    );
  }
  const native = /^(.+)!(.*)$/.exec(frame);
  if (native === null) throw new Error(`not a frame: ${frame}`);
  const [, path = '', name = ''] = native;
  const library = indexIn(libraries, path);
  return builder.addNode(
    parent,
    builder.addFunction({ kind: frameKind.native, name, file: -1, library, firstLine: 0 }),
    0,
  );
}

function indexIn(list: string[], text: string): number {
  const index = list.indexOf(text);
  return index < 0 ? list.push(text) - 1 : index;
}

const noLoss: Loss = {
  signals: 0,
  handlerSeconds: 0,
  droppedByReason: {},
  droppedSeconds: 0,
  truncated: 0,
  torn: 0,
  unreadable: 0,
  withoutPythonState: 0,
  nativeChainLost: 0,
  threadsWithoutTimer: 0,
  childrenNotFollowed: 0,
};

/** One process that recorded and ended by itself. */
export const plainFate: CaptureFate = {
  streams: 1,
  ready: 1,
  foreign: 0,
  pythonVersion: '',
  refused: 0,
  endKind: 'exit',
  live: false,
  outOfMemory: false,
  syntaxError: null,
  traceback: null,
};

const plainCapture: CaptureFacts = {
  id: 'drawing',
  command: ['python3', 'a.py'],
  interpreter: '/usr/bin/python3',
  cwd: '/p',
  script: '/p/a.py',
  module: null,
  scope: ['/p'],
  scopeAll: false,
  readyAt: null,
  window: null,
  rateHz: 100,
  cpuOnly: false,
  memory: null,
  pid: 100,
  startedAt: '2024-01-01T00:00:00.000Z',
  running: false,
  status: 0,
  signal: null,
  cancelled: false,
  wallSeconds: 0,
  cpuSeconds: 0,
  fate: plainFate,
};
