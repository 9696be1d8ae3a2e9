/**
 * "Hot Lines" in Heatline's view container: the hottest lines of the shown session below their files, the hottest file first. A
 * click goes to the line. Where the heat is narrowed, the first row says to what and takes it away. Without a session the
 * view's welcome content has the button to profile a file.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { HotFileRow, HotLineRow } from '../../protocol/heat.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { isWholeRun } from '../heatFilter.ts';
import { fileItem, filterItem, lineItem, type FilePlace } from '../hotLineItems.ts';
import { sourceNotFound } from '../userErrors.ts';

type Row =
  | { readonly kind: 'filter'; readonly words: readonly string[] }
  | {
      readonly kind: 'file';
      readonly file: HotFileRow;
      readonly lines: readonly HotLineRow[];
      readonly place: FilePlace;
    }
  | { readonly kind: 'line'; readonly line: HotLineRow; readonly list: string };

const viewId = 'heatline.hotLines';
const mostRows = 100;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Row>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem,
      async getChildren(parent) {
        if (parent !== undefined) return childrenOf(parent);
        const rows = await topRows(ctx);
        view.message = rows.some(({ kind }) => kind === 'file') ? '' : emptyText(ctx);
        return rows;
      },
    },
  });
  ctx.subscriptions.push(
    changed,
    view,
    ctx.shown.onDidChange((session) => {
      view.description = session === undefined ? '' : basename(session.program);
      changed.fire();
    }),
  );
  registerCommand(ctx, 'heatline.openLine', async (path, line, column) => {
    if (typeof path !== 'string' || typeof line !== 'number') return;
    await openLine(ctx, { path, line, column: columnOf(column) });
  });
}

function getTreeItem(row: Row): vscode.TreeItem {
  switch (row.kind) {
    case 'filter':
      return filterItem(row.words);
    case 'file':
      return fileItem(row.file, row.place);
    case 'line':
      return lineItem(row.line, row.list);
  }
}

function childrenOf(parent: Row): Row[] {
  return parent.kind === 'file' ? parent.lines.map((line) => ({ kind: 'line', line, list: parent.place.list })) : [];
}

async function topRows(ctx: HeatlineContext): Promise<Row[]> {
  const { current } = ctx.shown;
  if (current === undefined) return [];
  const { files, rows } = await ctx.server.request('heatline/hotLines', { limit: mostRows });
  const list = JSON.stringify([current.folder, current.filter]);
  const names = files.map(({ path }) => basename(path));
  const shown = files.map((file, index): Row => {
    const name = basename(file.path);
    const twin = names.indexOf(name) !== names.lastIndexOf(name);
    const lines = rows.filter(({ path }) => path === file.path);
    return { kind: 'file', file, lines, place: { list, hottest: index === 0, n_listed: lines.length, twin } };
  });
  if (isWholeRun(current.filter)) return shown;
  const { shown: words } = await ctx.server.request('heatline/heatChoices', {});
  return [{ kind: 'filter', words }, ...shown];
}

/** A list without a line says why. Without a session the welcome content speaks. */
function emptyText({ shown }: HeatlineContext): string {
  if (shown.current === undefined) return '';
  if (!isWholeRun(shown.current.filter)) return 'None of this is spent on a line of the shown files.';
  return shown.current.noHeat?.message ?? 'No line took a noticeable share of this run.';
}

/** Of a command's argument. */
function columnOf(value: unknown): vscode.ViewColumn {
  return (
    [vscode.ViewColumn.One, vscode.ViewColumn.Beside].find((column) => column === value) ?? vscode.ViewColumn.Active
  );
}

interface LineToOpen {
  readonly path: string;
  readonly line: number;
  readonly column: vscode.ViewColumn;
}

async function openLine(ctx: HeatlineContext, { path, line, column }: LineToOpen): Promise<void> {
  if (!path.startsWith('/')) throw sourceNotFound(path);
  const uri = vscode.Uri.file(path);
  const document = await vscode.workspace.openTextDocument(uri).then(undefined, () => {
    throw sourceNotFound(path);
  });
  // The file may have been edited since the run.
  const { line: now } = await ctx.server.request('heatline/findLine', { uri: document.uri.toString(), line });
  const at = new vscode.Position(Math.max(0, Math.min(now ?? line, document.lineCount) - 1), 0);
  const selection = new vscode.Range(at, at);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, selection });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
