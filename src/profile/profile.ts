import type {
  CaptureFacts,
  CellTable,
  FunctionTable,
  Library,
  NodeTable,
  ProcessRow,
  ProgramRow,
  SourceFile,
  ThreadRow,
} from './tables.ts';
import type { AwaitTables } from './awaitTables.ts';
import type { ImportRow } from './importRows.ts';
import type { MemoryTables } from './memoryTables.ts';
import type { Problem } from '../base/result.ts';

/** One session, decoded and named: what every query is asked of. Immutable. Time is in seconds. */
export interface Profile {
  readonly capture: CaptureFacts;
  readonly processes: readonly ProcessRow[];
  /** What the processes started that is no Python. */
  readonly programs: readonly ProgramRow[];
  readonly threads: readonly ThreadRow[];
  readonly files: readonly SourceFile[];
  readonly libraries: readonly Library[];
  readonly functions: FunctionTable;
  readonly nodes: NodeTable;
  readonly cells: CellTable;
  readonly memory: MemoryTables;
  readonly awaits: AwaitTables;
  readonly imports: readonly ImportRow[];
  /** What was wrong with the session's bytes, to be shown beside the numbers. */
  readonly problems: readonly Problem[];
}
