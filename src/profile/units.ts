/**
 * Named units and indices. The tag is optional, so that plain numbers flow in, but two different ones don't mix.
 */
export type Seconds = number & { readonly unit?: 'seconds' };
/** Squared seconds: sums of squared sample weights. */
export type SquareSeconds = number & { readonly unit?: 'square-seconds' };
/** 1-based; 0 = no line. */
export type LineNumber = number & { readonly unit?: 'line' };

export type NodeIndex = number & { readonly index?: 'node' };
export type CellIndex = number & { readonly index?: 'cell' };
export type FunctionIndex = number & { readonly index?: 'function' };
export type FileIndex = number & { readonly index?: 'file' };
export type LibraryIndex = number & { readonly index?: 'library' };
export type ThreadIndex = number & { readonly index?: 'thread' };
export type ProcessIndex = number & { readonly index?: 'process' };
