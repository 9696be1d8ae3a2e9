/**
 * "Memory" in Heatline's view container: the lines that hold or allocate most, by what was live at the process's peak, allocated, or
 * live at the end (`heatline.orderMemory`, kept for the workspace). A click goes to the line. Where memory was not measured the view's
 * welcome content says why. Context keys: `heatline.memoryMissing` and `heatline.copiesMissing`, the code of the cause or "".
 */

import * as vscode from 'vscode';

import type { MemoryOrder } from '../../protocol/memory.ts';
import type { MemoryRow } from '../../protocol/memoryView.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { memoryItem, orderNames } from '../memoryItems.ts';
import { memoryOrder, orderKey } from '../memoryOrder.ts';

const viewId = 'heatline.memory';
const mostRows = 100;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<MemoryRow>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => memoryItem(row, memoryOrder(ctx)),
      async getChildren(parent) {
        if (parent !== undefined || ctx.shown.current === undefined) return [];
        const { memory } = ctx.shown.current;
        const { rows } = await ctx.server.request('heatline/memoryRows', { limit: mostRows, order: memoryOrder(ctx) });
        const isEmpty = rows.length === 0 && memory.memoryMissing === null;
        view.message = isEmpty ? 'No line of the shown files held a noticeable part of the memory.' : '';
        return [...rows];
      },
    },
  });
  const show = (): void => {
    const session = ctx.shown.current;
    const has = session !== undefined && session.memory.memoryMissing === null;
    view.description = has ? orderNames[memoryOrder(ctx)] : '';
    view.message = '';
    setContext('heatline.memoryMissing', session?.memory.memoryMissing?.code ?? '');
    setContext('heatline.copiesMissing', session?.memory.copiesMissing?.code ?? '');
    changed.fire();
  };
  ctx.subscriptions.push(changed, view, ctx.shown.onDidChange(show));
  registerCommand(ctx, 'heatline.orderMemory', async () => {
    const chosen = await vscode.window.showQuickPick(orderItems(memoryOrder(ctx)), { title: 'Order Memory By' });
    if (chosen === undefined) return;
    await ctx.workspaceState.update(orderKey, chosen.order);
    show();
  });
}

function orderItems(current: MemoryOrder): (vscode.QuickPickItem & { readonly order: MemoryOrder })[] {
  const items = [
    ['peak', 'Live at the peak', 'What the line held when the process held most.'],
    ['allocated', 'Allocated', 'Everything the line requested during the run, freed or not.'],
    ['live', 'Live at the end', 'What was not freed when the program ended.'],
  ] as const;
  return items.map(([order, name, detail]) => ({
    order,
    label: `${order === current ? '$(check)' : '$(blank)'} ${name}`,
    detail,
  }));
}

function setContext(key: string, value: string): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
