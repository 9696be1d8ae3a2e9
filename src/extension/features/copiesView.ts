/**
 * "Copies" in Heatline's view container: the lines that copied most, below each what kinds of copies they were and how large. A click
 * goes to the line.
 */

import * as vscode from 'vscode';

import { bytesText } from '../../base/bytesText.ts';
import type { CopyRow } from '../../protocol/memoryView.ts';
import type { HeatlineContext } from '../context.ts';
import { copyDetails, copyItem, detailItem, type DetailRow } from '../memoryItems.ts';

type Row = { readonly kind: 'line'; readonly line: CopyRow } | { readonly kind: 'detail'; readonly detail: DetailRow };

const viewId = 'heatline.copies';
const mostRows = 100;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Row>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => (row.kind === 'line' ? copyItem(row.line) : detailItem(row.detail)),
      async getChildren(parent) {
        if (parent !== undefined) return childrenOf(parent);
        if (ctx.shown.current === undefined) return [];
        const { rows } = await ctx.server.request('heatline/copyRows', { limit: mostRows });
        const isEmpty = rows.length === 0 && ctx.shown.current.memory.copiesMissing === null;
        view.message = isEmpty ? 'No line of the shown files copied a noticeable number of bytes.' : '';
        return rows.map((line) => ({ kind: 'line', line }));
      },
    },
  });
  ctx.subscriptions.push(
    changed,
    view,
    ctx.shown.onDidChange((session) => {
      view.message = '';
      const bytes = session?.memory.copy_bytes ?? 0;
      view.description = bytes > 0 ? `${bytesText(bytes)} in all` : '';
      changed.fire();
    }),
  );
}

function childrenOf(parent: Row): Row[] {
  return parent.kind === 'line' ? copyDetails(parent.line).map((detail) => ({ kind: 'detail', detail })) : [];
}
