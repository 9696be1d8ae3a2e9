/**
 * "Imports" in Heatline's view container: the libraries that the shown run loaded, by time, memory or use (`heatline.orderImports`,
 * kept for the workspace), below each its modules and packages. A click goes to the statement that loaded it first. Where imports
 * were not recorded the view's welcome content says why. Context key: `heatline.importsMissing`, the code of the cause or "".
 * `heatline.copyImports` puts the libraries as a Markdown table on the clipboard.
 */

import * as vscode from 'vscode';

import { durationText } from '../../base/durationText.ts';
import type { ImportOrder, ImportRow } from '../../protocol/importView.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { importItem, importOrderNames } from '../importItems.ts';
import { importOrder, importOrderKey } from '../importOrder.ts';
import { measurementMissing, nothingShown } from '../userErrors.ts';

const viewId = 'heatline.imports';
/** More makes no reviewer happy. */
const mostCopied = 15;
const toldForMs = 4000;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<ImportRow>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => importItem(row, ctx.shown.current?.folder ?? ''),
      async getChildren(parent) {
        const { current } = ctx.shown;
        if (current === undefined) return [];
        const asked = { order: importOrder(ctx), below: parent?.name ?? '' };
        const { rows, init_s } = await ctx.server.request('heatline/importRows', asked);
        if (parent !== undefined) return [...rows];
        const isEmpty = rows.length === 0 && current.imports.missing === null;
        view.message = isEmpty ? 'The program imported nothing.' : '';
        view.description = rows.length === 0 ? '' : `${durationText(init_s)} · ${importOrderNames[asked.order]}`;
        return [...rows];
      },
    },
  });
  ctx.subscriptions.push(
    changed,
    view,
    ctx.shown.onDidChange((session) => {
      view.description = '';
      view.message = '';
      const missing = session?.imports.missing?.code ?? '';
      void vscode.commands.executeCommand('setContext', 'heatline.importsMissing', missing);
      changed.fire();
    }),
  );
  registerCommand(ctx, 'heatline.orderImports', async () => {
    const chosen = await vscode.window.showQuickPick(orderItems(importOrder(ctx)), { title: 'Order Imports By' });
    if (chosen === undefined) return;
    await ctx.workspaceState.update(importOrderKey, chosen.order);
    changed.fire();
  });
  registerCommand(ctx, 'heatline.copyImports', async () => copy(ctx));
}

function orderItems(current: ImportOrder): (vscode.QuickPickItem & { readonly order: ImportOrder })[] {
  const items = [
    ['cost', 'Time', 'What loading its modules took, without what they load from others.'],
    ['memory', 'Memory', 'How much the resident memory grew meanwhile.'],
    [
      'use',
      'Use, least first',
      'What was not seen at work after the imports comes first, the costliest of it before all.',
    ],
  ] as const;
  return items.map(([order, name, detail]) => ({
    order,
    label: `${order === current ? '$(check)' : '$(blank)'} ${name}`,
    detail,
  }));
}

async function copy(ctx: HeatlineContext): Promise<void> {
  const session = ctx.shown.current;
  if (session === undefined) throw nothingShown();
  if (session.imports.missing !== null) throw measurementMissing(session.imports.missing);
  const asked = { order: importOrder(ctx), limit: mostCopied };
  const { markdown } = await ctx.server.request('heatline/importsMarkdown', asked);
  await vscode.env.clipboard.writeText(markdown);
  vscode.window.setStatusBarMessage('$(check) Imports copied as Markdown', toldForMs);
}
