/**
 * "Runs" in Heatline's view container: the history that the editor shares with the command line, newest first, the shown run
 * marked. While the view is visible the server watches the history; while it is not, nobody does.
 */

import * as vscode from 'vscode';

import type { SessionRow } from '../../protocol/heat.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { registerRunCommands } from '../runCommands.ts';
import { endText, historyDescription, isSuccess, runDescription, runTooltip } from '../runTexts.ts';

const viewId = 'heatline.runs';
/** How often "5 min ago" is looked at again. */
const agesMs = 60_000;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  // Listed before the tree asks: VS Code shows the welcome content for a moment when a tree changes while it is being asked.
  let listed: readonly SessionRow[] | undefined;
  const view = vscode.window.createTreeView<SessionRow>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (run) => runItem(run, ctx.shown.current?.folder === run.folder),
      getChildren: async (parent) => (parent === undefined ? [...(listed ?? (await list()))] : []),
    },
  });

  async function list(): Promise<readonly SessionRow[]> {
    const listing = await ctx.server.request('heatline/listSessions', {});
    view.description = historyDescription(listing);
    listed = listing.sessions;
    return listed;
  }

  async function refresh(): Promise<void> {
    listed = view.visible ? await list() : undefined;
    changed.fire();
  }

  const refreshSoon = (): void => {
    refresh().catch((error: unknown) => ctx.log.error(`runs were not listed: ${String(error)}`));
  };
  ctx.subscriptions.push(
    changed,
    view,
    ctx.shown.onDidChange(refreshSoon),
    ctx.server.onSessionsChanged(refreshSoon),
    followWhileVisible(ctx, view, refreshSoon, () => changed.fire()),
  );
  registerCommand(ctx, 'heatline.refreshRuns', refresh);
  registerRunCommands(ctx, async () => focusedRun(view));
}

/**
 * The run that keys are meant for. Arrow keys move the focus, which VS Code does not tell extensions; it tells the selection. So
 * the focused row is put into the selection, or taken out of it, and back.
 */
async function focusedRun(view: vscode.TreeView<SessionRow>): Promise<SessionRow | undefined> {
  const toggle = async (): Promise<readonly SessionRow[]> => {
    await vscode.commands.executeCommand('list.toggleSelection');
    return view.selection;
  };
  const before = view.selection;
  const after = await toggle();
  await toggle();
  const isIn = (rows: readonly SessionRow[], { folder }: SessionRow): boolean =>
    rows.some((row) => row.folder === folder);
  return after.find((row) => !isIn(before, row)) ?? before.find((row) => !isIn(after, row)) ?? before[0];
}

function followWhileVisible(
  ctx: HeatlineContext,
  view: vscode.TreeView<SessionRow>,
  refresh: () => void,
  redraw: () => void,
): vscode.Disposable {
  let ages: NodeJS.Timeout | undefined;
  const follow = (): void => {
    clearInterval(ages);
    if (view.visible) ages = setInterval(redraw, agesMs);
    ctx.server
      .request('heatline/watchSessions', { watch: view.visible })
      .catch((error: unknown) => ctx.log.warn(`runs are not watched: ${String(error)}`));
  };
  return vscode.Disposable.from(
    view.onDidChangeVisibility(() => {
      // What happened meanwhile was not told.
      if (view.visible) refresh();
      follow();
    }),
    // A server that was started again has forgotten who watches.
    ctx.server.onDidStart(() => {
      if (view.visible) follow();
    }),
    { dispose: () => clearInterval(ages) },
  );
}

function runItem(run: SessionRow, shown: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(run.name === '' ? run.command : run.name);
  item.id = run.folder;
  item.description = runDescription(run, Date.now());
  item.tooltip = runTooltip(run, new Date(run.startedAt).toLocaleString());
  item.contextValue = `run.${run.state}`;
  item.iconPath = shown ? new vscode.ThemeIcon('flame', new vscode.ThemeColor('heatline.heatBar.5')) : stateIcon(run);
  item.accessibilityInformation = {
    label: [
      run.name === '' ? run.command : run.name,
      item.description,
      run.state === 'running' ? '' : endText(run),
      shown ? 'shown' : '',
    ]
      .filter((text) => text !== '')
      .join(', '),
  };
  item.command = { title: 'Open Run', command: 'heatline.openRun', arguments: [run] };
  return item;
}

function stateIcon(run: SessionRow): vscode.ThemeIcon {
  if (run.state === 'running') return new vscode.ThemeIcon('sync~spin');
  if (isSuccess(run)) return new vscode.ThemeIcon('pass');
  if (run.end?.cancelled === true) return new vscode.ThemeIcon('circle-slash');
  return new vscode.ThemeIcon(run.state === 'ended' ? 'error' : 'warning');
}
