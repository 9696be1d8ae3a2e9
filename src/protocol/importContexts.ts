/** Who in the program uses which library, on which ways: a tree of calling contexts. Seconds, bytes, shares in 0..1, 1-based lines. */

import type { ImportPlace, ImportUse, LibraryOrigin } from './imports.ts';
import type { Interval } from './interval.ts';

/**
 * `process`: only where several were at work. `function`: of the program's own code; `<module>` is a file's module level. `library`: everything from
 * where it is entered until it is left. `package`, `module`: what of a library was reached. `more`: rows that are too small to be listed.
 */
export type ContextKind = 'process' | 'function' | 'library' | 'package' | 'module' | 'more';

/** A line that calls. */
export interface ContextCall extends ImportPlace {
  /** Of the function that the line is in. */
  readonly name: string;
}

export interface ContextRow {
  readonly kind: ContextKind;
  /** "" for `more`. */
  readonly name: string;
  /** Of a function; "" otherwise. */
  readonly file: string;
  /** Index of the row that it stands below, a row before it; null for the outermost. */
  readonly parent: number | null;
  /** 0 for the outermost. */
  readonly depth: number;
  readonly has_children: boolean;
  /** Of the CPU time outside of imports, with everything below. The rows below and `own_share` add up to it. */
  readonly share: number;
  readonly ci95: Interval;
  readonly own_share: number;
  readonly use_s: number;
  readonly samples: number;
  /**
   * Where to look: the call in the program's own code that most time goes through; where other code calls an own function, where that begins; the file of a
   * module. Null where nothing is known.
   */
  readonly place: ImportPlace | null;
  /** The lines that call it from the row above, most time first; `n_calls` with those that are left out. */
  readonly calls: readonly ContextCall[];
  readonly n_calls: number;
  /** An outermost row of other threads than the main one. */
  readonly thread: boolean;
  /** How many rows a `more` stands for; 0 otherwise. */
  readonly n_rows: number;
  /** Of everything loaded at or below this name; null for what is not loaded by that name. */
  readonly cost: ContextCost | null;
  /** Null for other kinds. */
  readonly library: ContextLibrary | null;
  /** Of a library, package or module: with it anywhere on the stack from here on, also below what it calls. Shares of siblings overlap. */
  readonly reached_share: number | null;
  /** Deeper calls are counted as its own. */
  readonly cut: boolean;
}

export interface ContextCost {
  /** While the program initialised, and the share of that in all of it. */
  readonly init_s: number;
  readonly init_share: number;
  /** Whenever it was loaded. */
  readonly load_s: number;
  readonly rss_bytes: number;
}

export interface ContextLibrary {
  readonly origin: LibraryOrigin;
  /** On all ways together. */
  readonly use: ImportUse;
  /** How many ways lead into it in the whole tree; null where a narrowed tree has not all of them. */
  readonly n_contexts: number | null;
}

/** A row as the editor shows it. */
export interface ShownContext {
  /** What the rows below it are asked for with. */
  readonly id: number;
  readonly row: ContextRow;
  /** Something below it is worth seeing at first sight. */
  readonly open: boolean;
  /** Of a library: what findings say of it. */
  readonly advice: readonly string[];
}

export interface ImportContexts {
  /** CPU time outside of imports; 0: nothing was sampled then. */
  readonly use_s: number;
  readonly samples: number;
  /** The library that it is narrowed to: only what is at or below its code counts. Null for all. */
  readonly library: string | null;
  /** Of what is shown, 1 unless it is narrowed. */
  readonly share: number;
  readonly ci95: Interval;
  /** Below no row: stacks without a frame of the program or a library. */
  readonly own_share: number;
  /** In preorder: a row, then everything below it, most time first. */
  readonly contexts: readonly ContextRow[];
}
