/**
 * "Hot lines" in Heatline's view container: the hottest lines of the shown session, hottest first. A click goes to the line.
 * Without a session the view's welcome content has the button to profile a file.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { HeatStep, HotLineRow } from '../../protocol/heat.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { formatSeconds, formatShareWithin, formatSplit } from '../format.ts';
import { showFailure } from '../showUserMessage.ts';

const viewId = 'heatline.hotLines';
const mostRows = 100;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<HotLineRow> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItem,
    async getChildren(parent) {
      if (parent !== undefined || ctx.shown.current === undefined) return [];
      const { rows } = await ctx.server.request('heatline/hotLines', { limit: mostRows });
      return [...rows];
    },
  };
  const view = vscode.window.createTreeView(viewId, { treeDataProvider: provider });
  ctx.subscriptions.push(
    changed,
    view,
    ctx.shown.onDidChange((session) => {
      view.description = session === undefined ? '' : basename(session.program);
      changed.fire();
    }),
  );
  registerCommand(ctx, 'heatline.openLine', async (path, line) => {
    if (typeof path === 'string' && typeof line === 'number') await openLine(ctx, path, line);
  });
}

function treeItem(row: HotLineRow): vscode.TreeItem {
  const place = `${basename(row.path)}:${row.line}`;
  const share = formatShareWithin(row.share, row.ci95);
  const item = new vscode.TreeItem(share);
  item.id = `${row.path}:${row.line}`;
  item.description = row.source === '' ? place : `${place} · ${row.source}`;
  item.iconPath = new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(barColour(row.step)));
  item.tooltip = [
    `${row.path}:${row.line}`,
    `${formatSeconds(row.self_s)} on this line, ${share}`,
    formatSplit(row.split).join(' · '),
  ].join('\n');
  item.accessibilityInformation = { label: `${share}, ${place}, ${row.source}` };
  item.command = { title: 'Go to Line', command: 'heatline.openLine', arguments: [row.path, row.line] };
  return item;
}

function barColour(step: HeatStep): string {
  return `heatline.heatBar.${step}`;
}

async function openLine(ctx: HeatlineContext, path: string, line: number): Promise<void> {
  await showFailure(ctx.log, async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    const at = new vscode.Position(Math.max(0, Math.min(line, document.lineCount) - 1), 0);
    const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  });
}
