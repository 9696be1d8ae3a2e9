/**
 * `heatline.history.diskBudget` for the server, which writes it where the command line finds it. Told when the server comes up,
 * which it does before any run, and when the setting changes.
 */

import type { HeatlineContext } from '../context.ts';

export function activate(ctx: HeatlineContext): void {
  let toldBytes: number | undefined;
  const tell = (): void => {
    const bytes = ctx.config.diskBudgetBytes();
    toldBytes = bytes;
    ctx.server
      .request('heatline/setDiskBudget', { bytes })
      .catch((error: unknown) => ctx.log.warn(`the disk budget was not taken over: ${String(error)}`));
  };
  ctx.subscriptions.push(
    ctx.server.onDidStart(tell),
    ctx.config.onDidChange(() => {
      // A server that has not been needed yet is told when it comes up.
      if (toldBytes !== undefined && toldBytes !== ctx.config.diskBudgetBytes()) tell();
    }),
  );
}
