/** The imports of one process as a flame graph, and the messages of its panel. Seconds, bytes, 1-based lines. */

import type { ImportJson, ImportPlace, ImportUse, LibraryOrigin } from './imports.ts';

/** Of the library that a module belongs to, after it was loaded. `rare`: below 2 % of the CPU time. */
export type FlameUse = 'unused' | 'rare' | 'used' | 'unknown';

/** One import; the first box of all stands for all of them together and has no module. */
export interface FlameBox {
  readonly module: string;
  /** Index of the box above, which comes before this one; -1 for the first box. */
  readonly parent: number;
  /** 0 for the first box. */
  readonly depth: number;
  /** Left edge, and width: everything that was imported meanwhile lies within. The first box begins at 0. */
  readonly left_s: number;
  readonly width_s: number;
  /** Of that, what the module took itself. */
  readonly self_s: number;
  readonly native_s: number;
  readonly rss_bytes: number;
  readonly origin: LibraryOrigin;
  readonly use: FlameUse;
  /** What `use` was read from; null where it is not known. */
  readonly library_use: ImportUse | null;
  /** The import statement; null for what the interpreter itself imports. */
  readonly importer: ImportPlace | null;
  readonly phase: ImportJson['phase'];
  readonly failed: boolean;
  readonly reload: boolean;
}

export interface ImportFlame {
  readonly pid: number;
  /** Every process that imported something. */
  readonly processes: readonly FlameProcess[];
  /** Each followed by those below it, in the order in which the imports began. */
  readonly boxes: readonly FlameBox[];
  /** Imports without a box, the shortest: there are more than a page can hold. */
  readonly n_left_out: number;
}

export interface FlameProcess {
  readonly pid: number;
  readonly command: string;
  readonly n_imports: number;
}

export type ToFlamePanel =
  | {
      readonly kind: 'flame';
      /** What ran, for the heading. */
      readonly program: string;
      readonly flame: ImportFlame;
    }
  /** There is nothing to draw; `message` says why, `action` is a button's label or "". */
  | { readonly kind: 'empty'; readonly message: string; readonly action: string };

export type FromFlamePanel =
  /** The page is up and draws what it is sent. `pid`: of the process that it showed before a reload, or null. */
  | { readonly kind: 'ready'; readonly pid: number | null }
  | { readonly kind: 'chooseProcess'; readonly pid: number }
  /** Go to the import statement of a box, by its index. */
  | { readonly kind: 'openStatement'; readonly box: number }
  /** Put the whole tree on the clipboard as text. */
  | { readonly kind: 'copyText' }
  /** The button of `empty`. */
  | { readonly kind: 'act' };
