/** The table of commands. Each is registered once, by the feature it belongs to; package.json has the
 * same list, but for those that only our own buttons and rows run: `openLine`, `setFilter`, `showLeak` and `showStayingImports`. */

import * as vscode from 'vscode';

import type { HeatlineContext } from './context.ts';
import { showFailure } from './showUserMessage.ts';

export const commandNames = [
  'heatline.profileFile',
  'heatline.profileFileWithArguments',
  'heatline.profileModule',
  'heatline.profileAgain',
  'heatline.stop',
  'heatline.chooseInterpreter',
  'heatline.toggleHeat',
  'heatline.clearHeat',
  'heatline.nextHotLine',
  'heatline.previousHotLine',
  'heatline.filterHeat',
  'heatline.chooseBasis',
  'heatline.copyHotLines',
  'heatline.chooseMetric',
  'heatline.orderMemory',
  'heatline.showMemoryTimeline',
  'heatline.copyMemory',
  'heatline.copyCopies',
  'heatline.copyLeaks',
  'heatline.showImportFlame',
  'heatline.orderImports',
  'heatline.importsByContext',
  'heatline.importsByLibrary',
  'heatline.showLibraryUsers',
  'heatline.copyImports',
  'heatline.deferImports',
  'heatline.refreshRuns',
  'heatline.openRun',
  'heatline.renameRun',
  'heatline.deleteRun',
  'heatline.exportRun',
  'heatline.openSample',
  'heatline.runDoctor',
  'heatline.copyDiagnostics',
  'heatline.showLog',
  'heatline.openLine',
  'heatline.setFilter',
  'heatline.showLeak',
  'heatline.showStayingImports',
] as const;

export type CommandName = (typeof commandNames)[number];

/** What goes wrong in `run` is shown to the user. */
export function registerCommand(
  ctx: HeatlineContext,
  name: CommandName,
  run: (...args: readonly unknown[]) => Promise<void>,
): void {
  ctx.subscriptions.push(
    vscode.commands.registerCommand(name, async (...args: readonly unknown[]) => {
      await showFailure(ctx.log, async () => run(...args));
    }),
  );
}
