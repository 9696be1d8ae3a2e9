/** Session facts to the model: the one place where the two meet. */
import type { Problem } from '../base/result.ts';
import type { ImportRow } from '../profile/importRows.ts';
import type { Profile } from '../profile/profile.ts';
import { ProfileBuilder } from '../profile/profileBuilder.ts';
import type { CaptureFacts, ProcessRow, ThreadRow } from '../profile/tables.ts';
import type { CaptureCounters } from '../session/captureFile.ts';
import type { PssRound } from '../session/pssFile.ts';
import type { SessionInfo, Stream } from '../session/session.ts';
import { captureFate } from './captureFate.ts';
import { addAwaits } from './streamAwaits.ts';
import { addCells } from './streamCells.ts';
import { addFrames, type FrameNames } from './streamFrames.ts';
import { streamImports } from './streamImports.ts';
import { addMemory } from './streamMemory.ts';
import { NameTable } from './nameTable.ts';
import { pssRows } from './pssRows.ts';
import { processFates, unknownFate } from './processFates.ts';
import { processRow, processTree } from './processRows.ts';
import { markOf, marksSeen, readyFacts } from './readyMarks.ts';
import { symbolLookup, type SymbolTable } from './symbolTable.ts';
import { windowFacts } from './windowFacts.ts';

/** A file whose text the session kept. */
export interface KeptSource {
  readonly path: string;
  readonly sha256: string;
}

export interface ProfileInput {
  readonly info: SessionInfo;
  /** One for each process. */
  readonly streams: readonly Stream[];
  readonly symbols?: SymbolTable | undefined;
  readonly sources?: readonly KeptSource[] | undefined;
  /** What was read of the processes' PSS, ascending. */
  readonly pss?: readonly PssRound[] | undefined;
  /** Of the whole tree; `undefined` when the capture file is gone or damaged. */
  readonly counters?: CaptureCounters | undefined;
  /** Whether somebody still takes care of the capture. */
  readonly live?: boolean;
  /** What decoding already found; kept in the profile beside what is found here. */
  readonly problems?: readonly Problem[] | undefined;
}

/**
 * Merges the streams of a session into one profile.
 *
 * @returns the profile, whose `problems` include those of the input, and the problems found here
 */
export function buildProfile(input: ProfileInput): { profile: Profile; problems: Problem[] } {
  const problems: Problem[] = [];
  const builder = new ProfileBuilder();
  const names: FrameNames = {
    files: new NameTable(),
    libraries: new NameTable(),
    symbols: symbolLookup(input.symbols),
  };
  const processes: ProcessRow[] = [];
  const threads: ThreadRow[] = [];
  const imports: ImportRow[] = [];
  const ordered = [...input.streams].sort((a, b) => a.header.startMonoNs - b.header.startMonoNs);
  const parents = processTree(ordered);
  const marks = marksSeen(ordered, parents);
  const { fates, programs } = processFates(ordered, parents, input.info, problems);
  for (const [index, stream] of ordered.entries()) {
    const directory = stream.process.directory || input.info.cwd;
    const frames = addFrames(stream, builder, names, directory);
    const added = addCells({
      stream,
      info: input.info,
      frames,
      builder,
      process: index,
      firstThread: threads.length,
      problems,
    });
    addMemory({
      stream,
      frames,
      builder: builder.memory,
      process: index,
      firstThread: threads.length,
      firstMonoNs: ordered[0]?.header.startMonoNs ?? 0,
      problems,
    });
    addAwaits({
      stream,
      frames,
      builder: builder.awaits,
      process: index,
      firstThread: threads.length,
      firstMonoNs: ordered[0]?.header.startMonoNs ?? 0,
    });
    imports.push(
      ...streamImports({
        stream,
        directory,
        process: index,
        firstThread: threads.length,
        threadCount: added.threads.length,
        firstMonoNs: ordered[0]?.header.startMonoNs ?? 0,
        firstRow: imports.length,
        mark: markOf(stream, marks[index]),
      }),
    );
    threads.push(...added.threads);
    const fate = fates[index] ?? unknownFate;
    processes.push(processRow({ stream, info: input.info, parent: parents[index] ?? -1, added, fate }));
  }
  if (input.streams.length === 0) {
    problems.push({
      code: 'session-empty',
      message: 'The session holds no process: nothing was recorded. `heatline doctor` says what stands in the way.',
    });
  }
  const readyAt = readyFacts(input.info, ordered, marks, problems);
  builder.memory.setPss(pssRows(input.pss ?? [], ordered, ordered[0]?.header.startMonoNs ?? 0));
  // An import statement may be too quick for any sample, and its text is kept as that of other files.
  for (const { importer } of imports) if (importer !== null) names.files.indexOf(importer.path);
  const shaOf = new Map(input.sources?.map((source) => [source.path, source.sha256]));
  const profile: Profile = {
    capture: captureFacts(input, readyAt),
    processes,
    programs,
    threads,
    files: names.files.entries.map(({ path }) => ({ path, sha256: shaOf.get(path) ?? null })),
    libraries: names.libraries.entries.map(({ path, detail }) => ({ path, buildId: detail })),
    ...builder.finish(),
    imports,
    problems: [...(input.problems ?? []), ...problems],
  };
  return { profile, problems };
}

function captureFacts({ info, streams, counters, live }: ProfileInput, readyAt: CaptureFacts['readyAt']): CaptureFacts {
  const { end } = info;
  return {
    id: info.id,
    command: info.command,
    interpreter: info.interpreter,
    cwd: info.cwd,
    script: info.script,
    module: info.module,
    scope: info.scope,
    scopeAll: info.scopeAll,
    rateHz: info.rateHz,
    cpuOnly: info.cpuOnly,
    memory: info.memory ?? null,
    readyAt,
    window: windowFacts(info, streams),
    pid: info.pid,
    startedAt: info.startedAt,
    running: info.state === 'running',
    status: end?.status ?? null,
    signal: end?.signal ?? null,
    cancelled: end?.cancelled ?? false,
    wallSeconds: (end?.wallNs ?? 0) * 1e-9,
    cpuSeconds: (end?.cpuNs ?? 0) * 1e-9,
    fate: captureFate(info, streams, counters, live ?? false),
  };
}
