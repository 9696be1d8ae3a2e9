/**
 * "Imports" in Heatline's view container, in one of two layouts (`heatline.importsByLibrary`, `heatline.importsByContext`, kept for the workspace). By library:
 * what the shown run loaded, by time, memory or use (`heatline.orderImports`), below each its modules and packages; a click goes to the statement that
 * loaded it first. By calling context: who of the program uses which library; a click goes to the call. `heatline.showLibraryUsers` narrows that to one library.
 * Where imports were not recorded the view's welcome content says why. Context keys: `heatline.importsMissing`, the code of the cause or "", and
 * `heatline.importsBy`, the layout. `heatline.copyImports` puts what is shown as Markdown on the clipboard.
 */

import * as vscode from 'vscode';

import type { ImportOrder } from '../../protocol/importView.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { importLayout, importLayoutKey, type ImportLayout } from '../importLayout.ts';
import { importOrder, importOrderKey } from '../importOrder.ts';
import { importsItem, importsRowsBelow, libraryOf, type ImportsRow } from '../importsRows.ts';
import { measurementMissing, nothingShown } from '../userErrors.ts';

const viewId = 'heatline.imports';
/** More makes no reviewer happy. */
const mostCopied = 15;
const toldForMs = 4000;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  /** The library that calling contexts are narrowed to; null: all are shown. */
  let narrowed: string | null = null;
  const view = vscode.window.createTreeView<ImportsRow>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => importsItem(row, JSON.stringify([ctx.shown.current?.folder ?? '', narrowed])),
      async getChildren(parent) {
        const { current } = ctx.shown;
        if (current === undefined) return [];
        const found = await importsRowsBelow(ctx, parent, narrowed);
        if (parent !== undefined) return [...found.rows];
        view.message = current.imports.missing === null ? found.message : '';
        view.description = found.rows.length === 0 ? '' : found.description;
        return [...found.rows];
      },
    },
  });
  async function lay(layout: ImportLayout, library: string | null): Promise<void> {
    narrowed = library;
    await ctx.workspaceState.update(importLayoutKey, layout);
    tellLayout(ctx);
    changed.fire();
  }
  tellLayout(ctx);
  ctx.subscriptions.push(
    changed,
    view,
    ctx.shown.onDidChange((session) => {
      narrowed = null;
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
    await lay('library', null);
  });
  registerCommand(ctx, 'heatline.importsByLibrary', async () => lay('library', null));
  registerCommand(ctx, 'heatline.importsByContext', async () => lay('context', null));
  registerCommand(ctx, 'heatline.showLibraryUsers', async (row) => {
    const library = libraryOf(row);
    if (library !== undefined) await lay('context', library);
  });
  registerCommand(ctx, 'heatline.copyImports', async () => copy(ctx, narrowed));
}

function tellLayout(ctx: HeatlineContext): void {
  void vscode.commands.executeCommand('setContext', 'heatline.importsBy', importLayout(ctx));
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

async function copy(ctx: HeatlineContext, library: string | null): Promise<void> {
  const session = ctx.shown.current;
  if (session === undefined) throw nothingShown();
  if (session.imports.missing !== null) throw measurementMissing(session.imports.missing);
  const { markdown } =
    importLayout(ctx) === 'context'
      ? await ctx.server.request('heatline/contextsMarkdown', { library })
      : await ctx.server.request('heatline/importsMarkdown', { order: importOrder(ctx), limit: mostCopied });
  await vscode.env.clipboard.writeText(markdown);
  vscode.window.setStatusBarMessage('$(check) Imports copied as Markdown', toldForMs);
}
