/** Imports in the model. */
import type { ProcessIndex, Seconds } from './units.ts';

/** One module that was loaded. Rows are in the order in which the imports began, processes one after the other. */
export interface ImportRow {
  readonly process: ProcessIndex;
  /** Index into `Profile.threads`, -1 when it is unknown. */
  readonly thread: number;
  /** "numpy.core.multiarray" */
  readonly module: string;
  /** Absolute where known; "" where the module has no file. */
  readonly path: string;
  /** The row during which it happened, -1 for none. A row before this one. */
  readonly parent: number;
  /** The innermost Python frame outside of importlib; null where there is none. */
  readonly importer: { readonly path: string; readonly line: number; readonly name: string } | null;
  /** Since the session's first process began. */
  readonly startSeconds: Seconds;
  /** With everything that was imported meanwhile in the same thread, and without the recorder's work. */
  readonly totalSeconds: Seconds;
  readonly ownSeconds: Seconds;
  /** Own time in shared objects being loaded and in their initialisers. */
  readonly nativeSeconds: Seconds;
  /** Own changes while it was loaded; negative where memory was given back. */
  readonly liveBytes: number;
  readonly residentBytes: number;
  /** Its bytecode came from a file; false: it was compiled, or it is no Python source. */
  readonly cached: boolean;
  readonly extension: boolean;
  /** Python functions that were watched for being called after it was loaded; 0 where none were. */
  readonly functions: number;
  /** One of them was called. False is no proof for a function that was hot before; null where it isn't known. */
  readonly called: boolean | null;
  /** Regular files that it opened for reading and bytes that it read from them, its own bytecode included; null where that was not counted. */
  readonly filesRead: number | null;
  readonly bytesRead: number | null;
  /** Of the bytes, its own bytecode; 0 where that came from elsewhere. */
  readonly codeBytes: number;
  /** Began after the user's mark was seen; null where there is no mark, or it was never seen in the process. */
  readonly afterMark: boolean | null;
  readonly failed: boolean;
  readonly reload: boolean;
}
