/**
 * What the editor adds to the report on imports: costs by statement, and libraries with the modules below them. Seconds, bytes, shares
 * in 0..1, 1-based lines.
 */

import type { FindingPattern, ImportFinding, ImportJson, ImportPlace, ImportUse, LibraryOrigin } from './imports.ts';
import type { MissingMeasurement } from './memoryView.ts';

/** What the "Imports" view is ordered by. `use`: the least used first. */
export type ImportOrder = 'cost' | 'memory' | 'use';

/** What one statement made load, in all processes. */
export interface ImportLine {
  readonly path: string;
  readonly line: number;
  /** What the statement itself names, the costliest first. */
  readonly modules: readonly string[];
  /** None of them could be loaded. */
  readonly failed: boolean;
  /** Modules loaded, with those that the named ones loaded in turn. */
  readonly n_modules: number;
  /** Own time of the named modules. */
  readonly self_s: number;
  /** With everything that they loaded; `native_s` and `rss_bytes` as well. */
  readonly cumulative_s: number;
  readonly native_s: number;
  readonly rss_bytes: number;
  /** Files that all of it read while it was loaded, bytecode included; null where that was not counted. */
  readonly files_read: number | null;
  readonly bytes_read: number | null;
  readonly phase: ImportJson['phase'];
  /** Of the library that is used most; null where nothing was sampled after the imports, so that nothing is known. */
  readonly use: ImportUse | null;
  /** The statements that led to this one, outermost first, without it. */
  readonly chain: readonly ImportPlace[];
  readonly findings: readonly ImportFinding[];
}

/** A statement in a document as it is now. */
export interface DocumentImport {
  /** Of the document. */
  readonly line: number;
  readonly import: ImportLine;
  /** All of it as Markdown, as the hover of the line has it. */
  readonly details: string;
  /** What is worth changing here; empty outside of the program's own files. */
  readonly advice: readonly ImportAdvice[];
}

export interface ImportAdvice {
  readonly pattern: FindingPattern;
  /** What was seen, and what would be saved. */
  readonly message: string;
}

/** What the session says of imports as a whole. */
export interface ImportSummary {
  /** Why there are no imports; null when they were recorded. */
  readonly missing: MissingMeasurement | null;
}

/** A library, or a module or package below one, in the "Imports" view. Times and bytes are those of all modules at or below its name. */
export interface ImportRow {
  /** "numpy", "numpy.linalg" */
  readonly name: string;
  /** Null for what is below a library. */
  readonly library: LibraryFacts | null;
  readonly n_modules: number;
  readonly self_s: number;
  readonly native_s: number;
  readonly rss_bytes: number;
  /** Something of it was seen after the imports; null where nothing was sampled then. */
  readonly touched: boolean | null;
  /** Null also for packages, whose modules' shares overlap. */
  readonly use: ImportUse | null;
  /** The statements that loaded it first, from the outermost to its own. */
  readonly chain: readonly ImportPlace[];
  readonly hasChildren: boolean;
}

/** What is known of a library as a whole. */
export interface LibraryFacts {
  readonly origin: LibraryOrigin;
  /** While the program initialised. */
  readonly init_s: number;
  readonly cumulative_s: number;
  readonly findings: readonly ImportFinding[];
}
