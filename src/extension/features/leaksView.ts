/**
 * "Leaks" in Heatline's view container: lines whose live memory keeps growing, the fastest first, below each the evidence and the
 * calling contexts. `heatline.showLeak` selects one, for the warning on its line.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { LeakRow } from '../../protocol/memoryView.ts';
import type { FrameJson, LeakContextJson } from '../../protocol/profileJson.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { formatCount } from '../format.ts';
import { contextItem, detailItem, leakDetails, leakItem, type DetailRow } from '../memoryItems.ts';

type Row =
  | { readonly kind: 'leak'; readonly leak: LeakRow }
  | { readonly kind: 'detail'; readonly detail: DetailRow; readonly parent: Row }
  | { readonly kind: 'context'; readonly context: LeakContextJson; readonly parent: Row };

const viewId = 'heatline.leaks';

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  /** What the view shows: revealing needs the very rows. */
  let leaks: readonly Extract<Row, { kind: 'leak' }>[] = [];
  const view = vscode.window.createTreeView<Row>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem,
      getParent: (row) => (row.kind === 'leak' ? undefined : row.parent),
      async getChildren(parent) {
        if (parent !== undefined) return childrenOf(parent);
        leaks = await rowsOf(ctx);
        view.message = leaks.length > 0 ? '' : emptyText(ctx);
        return [...leaks];
      },
    },
  });
  ctx.subscriptions.push(
    changed,
    view,
    ctx.shown.onDidChange((session) => {
      const n_leaks = session?.memory.n_leaks ?? 0;
      view.description = n_leaks === 0 ? '' : formatCount(n_leaks, 'suspect');
      changed.fire();
    }),
  );
  registerCommand(ctx, 'heatline.showLeak', async (path, line) => {
    await vscode.commands.executeCommand(`${viewId}.focus`);
    if (leaks.length === 0) leaks = await rowsOf(ctx);
    const row = leaks.find(({ leak }) => leak.path === path && leak.line === line);
    if (row !== undefined) await view.reveal(row, { select: true, focus: true, expand: true });
  });
}

async function rowsOf(ctx: HeatlineContext): Promise<Extract<Row, { kind: 'leak' }>[]> {
  if (ctx.shown.current === undefined) return [];
  const { rows } = await ctx.server.request('heatline/leakRows', {});
  return rows.map((leak) => ({ kind: 'leak', leak }));
}

function getTreeItem(row: Row): vscode.TreeItem {
  switch (row.kind) {
    case 'leak':
      return leakItem(row.leak);
    case 'context':
      return contextItem(row.context);
    case 'detail':
      return detailItem(row.detail);
  }
}

function childrenOf(parent: Row): Row[] {
  if (parent.kind === 'leak') {
    const details = leakDetails(parent.leak).map((detail): Row => ({ kind: 'detail', detail, parent }));
    const contexts = parent.leak.evidence.contexts.map((context): Row => ({ kind: 'context', context, parent }));
    return [...details, ...contexts];
  }
  if (parent.kind !== 'context') return [];
  // The first frame is the line, the second one names the context.
  return parent.context.frames.slice(2).map((frame) => ({ kind: 'detail', detail: frameRow(frame), parent }));
}

function frameRow({ name, path, line }: FrameJson): DetailRow {
  return { label: name, description: `${basename(path)}:${line}`, icon: 'debug-stackframe', place: { path, line } };
}

function emptyText({ shown }: HeatlineContext): string {
  if (shown.current === undefined || shown.current.memory.memoryMissing !== null) return '';
  return 'No line looks like a leak: what grew was freed again, stayed small, or stopped growing.';
}
