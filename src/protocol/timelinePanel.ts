/** Messages between the memory timeline's webview and the extension. */

import type { Footprint } from './memory.ts';
import type { HoldingRow } from './memoryView.ts';

export type ToTimelinePanel =
  | {
      readonly kind: 'timeline';
      /** What ran, for the heading. */
      readonly program: string;
      readonly timeline: Footprint;
    }
  /** There is nothing to draw; `message` says why, `action` is a button's label or "". */
  | { readonly kind: 'empty'; readonly message: string; readonly action: string }
  /** The answer to `ask` with the same ticket. */
  | { readonly kind: 'lines'; readonly ticket: number; readonly rows: readonly HoldingRow[] };

export type FromTimelinePanel =
  /** The page is up and draws what it is sent. */
  | { readonly kind: 'ready' }
  /** Which lines held memory at `seconds`? */
  | { readonly kind: 'ask'; readonly ticket: number; readonly seconds: number }
  | { readonly kind: 'openLine'; readonly path: string; readonly line: number }
  /** The button of `empty`. */
  | { readonly kind: 'act' };
