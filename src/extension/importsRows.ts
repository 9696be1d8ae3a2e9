/** The rows of the "Imports" view in its two layouts, and how they look. */

import type * as vscode from 'vscode';

import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type { ShownContext } from '../protocol/importContexts.ts';
import type { ImportRow } from '../protocol/importView.ts';
import { contextItem, narrowedItem } from './contextItems.ts';
import type { HeatlineContext } from './context.ts';
import { importItem, importOrderNames } from './importItems.ts';
import { importLayout } from './importLayout.ts';
import { importOrder } from './importOrder.ts';

export type ImportsRow =
  | { readonly kind: 'import'; readonly row: ImportRow }
  | { readonly kind: 'context'; readonly context: ShownContext }
  | { readonly kind: 'narrowed'; readonly library: string };

export interface ImportsRows {
  readonly rows: readonly ImportsRow[];
  /** Of the view, beside its title. */
  readonly description: string;
  /** Above them: why there are none. */
  readonly message: string;
}

/** @param list what is shown: rows that were opened in one list stay so in this one only */
export function importsItem(row: ImportsRow, list: string): vscode.TreeItem {
  switch (row.kind) {
    case 'import':
      return importItem(row.row, list);
    case 'context':
      return contextItem(row.context, list);
    case 'narrowed':
      return narrowedItem(row.library);
  }
}

export async function importsRowsBelow(
  ctx: HeatlineContext,
  parent: ImportsRow | undefined,
  library: string | null,
): Promise<ImportsRows> {
  // What is open stays of the layout that it is in, while the other one is asked for.
  const isOfLibraries = parent === undefined ? importLayout(ctx) === 'library' : parent.kind === 'import';
  return isOfLibraries ? libraryRows(ctx, parent) : contextRows(ctx, parent, library);
}

async function libraryRows(ctx: HeatlineContext, parent: ImportsRow | undefined): Promise<ImportsRows> {
  const asked = { order: importOrder(ctx), below: parent?.kind === 'import' ? parent.row.name : '' };
  const { rows, init_s } = await ctx.server.request('heatline/importRows', asked);
  return {
    rows: rows.map((row) => ({ kind: 'import', row })),
    description: `${durationText(init_s)} · ${importOrderNames[asked.order]}`,
    message: rows.length === 0 ? 'The program imported nothing.' : '',
  };
}

async function contextRows(
  ctx: HeatlineContext,
  parent: ImportsRow | undefined,
  library: string | null,
): Promise<ImportsRows> {
  if (parent?.kind === 'narrowed') return { rows: [], description: '', message: '' };
  const asked = { library, below: parent?.kind === 'context' ? parent.context.id : null };
  const { rows, use_s, share } = await ctx.server.request('heatline/contextRows', asked);
  const contexts = rows.map((context): ImportsRow => ({ kind: 'context', context }));
  const isNarrowed = library !== null && parent === undefined;
  return {
    rows: isNarrowed ? [{ kind: 'narrowed', library }, ...contexts] : contexts,
    description: library === null ? 'by calling context' : `${shareText(share)} of ${durationText(use_s)} · ${library}`,
    message: rows.length === 0 ? emptyText(library, use_s) : '',
  };
}

function emptyText(library: string | null, use_s: number): string {
  if (library === null || use_s <= 0) return 'Nothing was sampled after the imports.';
  return `Nothing of ${library} was seen at work after the imports.`;
}

/** @param row of a command's argument: what VS Code gives to a row's own action */
export function libraryOf(row: unknown): string | undefined {
  if (!isRow(row)) return undefined;
  if (row.kind === 'narrowed') return row.library;
  return row.kind === 'import' ? row.row.name : row.context.row.name;
}

/** Nothing but this view's own rows has such a kind. */
function isRow(value: unknown): value is ImportsRow {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'import' || value.kind === 'context' || value.kind === 'narrowed';
}
