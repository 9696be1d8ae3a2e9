/** The table of commands. Each is registered once, by the feature it belongs to; package.json has the same list. */

import * as vscode from 'vscode';

import type { HeatlineContext } from './context.ts';
import { showFailure } from './showUserMessage.ts';

export const commandNames = [
  'heatline.profileFile',
  'heatline.clearHeat',
  'heatline.toggleHeat',
  'heatline.showLog',
  'heatline.openLine',
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
