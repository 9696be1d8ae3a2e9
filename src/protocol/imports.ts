/** What imports cost and whether they were needed, as it stands in the JSON and travels to the editor. Seconds, bytes, 1-based lines. */
import type { Interval } from './interval.ts';

/** How much of the CPU time after initialisation was spent at or below a library's or module's code. */
export interface ImportUse {
  /** 0..1 of the CPU time that was sampled outside of imports. */
  readonly share: number;
  readonly ci95: Interval;
  /** Seen at all outside of imports: in a sample of time, an allocation, a copy or a wait, or by `called`. */
  readonly touched: boolean;
  /** One of its Python functions was called after it was loaded, known from the marks that this leaves; null where it isn't known. */
  readonly called: boolean | null;
  /** How many functions were watched for that. */
  readonly functions: number;
}

export interface ImportPlace {
  readonly path: string;
  readonly line: number;
}

export interface ImportJson {
  readonly module: string;
  /** The first part of the module's name. */
  readonly library: string;
  /** "" where the module has no file. */
  readonly path: string;
  readonly pid: number;
  readonly start_s: number;
  readonly self_s: number;
  readonly cumulative_s: number;
  /** Null for what the interpreter itself imports. */
  readonly importer: ImportPlace | null;
  /** Index in the list of the import during which it happened, null for none. */
  readonly parent: number | null;
  readonly native_s: number;
  /** Own changes; negative where memory was given back. */
  readonly live_bytes: number;
  readonly rss_bytes: number;
  /** Bytecode came from a file; null for what is no Python source. */
  readonly cached: boolean | null;
  /** Regular files that it opened for reading, and bytes that it read from them, its own bytecode included; null where that was not counted. */
  readonly files_read: number | null;
  readonly bytes_read: number | null;
  readonly failed: boolean;
  readonly reload: boolean;
  /** Of the module alone. */
  readonly use: ImportUse;
  /**
   * `start`: by the interpreter before the program; `init`: by code at module level; `use`: by a function that was called. Where the user's mark was seen,
   * it parts the last two.
   */
  readonly phase: 'start' | 'init' | 'use';
}

export type LibraryOrigin = 'standard' | 'installed' | 'project';

export interface LibraryJson {
  readonly library: string;
  readonly origin: LibraryOrigin;
  readonly modules: number;
  /** Own time of its modules while the program initialised, and the share of that in all of it. */
  readonly init_s: number;
  readonly init_share: number;
  /** With what it imported from elsewhere. */
  readonly cumulative_s: number;
  readonly native_s: number;
  readonly live_bytes: number;
  readonly rss_bytes: number;
  readonly use: ImportUse;
  /** init_share × (1 − min(1, use / threshold)): what most likely is worth looking at comes first. */
  readonly score: number;
  /** Who imported it first: from the program's own line to the one that loaded it. */
  readonly chain: readonly ImportPlace[];
}

export type FindingPattern = 'unused' | 'rare' | 'subpackages' | 'transitive';

export interface ImportFinding {
  readonly pattern: FindingPattern;
  readonly library: string;
  /** Modules or packages that the finding is about; the library itself unless the pattern is "subpackages". */
  readonly modules: readonly string[];
  /** The import statement to begin with. */
  readonly path: string;
  readonly line: number;
  /** The statement stands in the program's own code. */
  readonly own: boolean;
  /** Further statements that load what the finding is about, with what each makes load: only all of them together save it. */
  readonly others: readonly (ImportPlace & { readonly own: boolean; readonly saving_s: number })[];
  /** What is not loaded any more when it is deferred and not used; without what is used anyway. */
  readonly saving_s: number;
  /** Of the whole initialisation. */
  readonly saving_share: number;
  readonly saving_bytes: number;
  readonly use: ImportUse;
  readonly chain: readonly ImportPlace[];
  /** One sentence: what was seen. */
  readonly message: string;
}

/** An import that reads much beside its own code. */
export interface ImportFilesJson extends ImportPlace {
  readonly module: string;
  /** `path` and `line` are those of the statement that imports it; "" and 0 without one. */
  readonly files: number;
  readonly bytes: number;
}

/** The function that the user marked as the beginning of the program's own work. */
export interface ReadyJson {
  /** As the user named it. */
  readonly function: string;
  /** When a process was first seen to have come to it, since the first process began; null: never. */
  readonly seen_s: number | null;
}

export interface ImportReport {
  /** Null without a mark. */
  readonly ready_at: ReadyJson | null;
  /** Own time of all imports of the program's initialisation. */
  readonly init_s: number;
  readonly libraries: readonly LibraryJson[];
  readonly findings: readonly ImportFinding[];
  /** Imports that read many files or much, its own bytecode left out, most bytes first. */
  readonly readers: readonly ImportFilesJson[];
}
