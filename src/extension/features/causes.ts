/**
 * Why a session has nothing to show: said whenever one is shown without heat, whoever showed it (a run, the history, a filter), in
 * one message with the next step as its button. Also: how a run ended that has heat but ended as nobody asked for.
 */

import type { SessionSummary } from '../../protocol/heat.ts';
import type { HeatlineContext } from '../context.ts';
import { showFailure, showUserMessage } from '../showUserMessage.ts';
import { runMessage } from '../userErrors.ts';

export function activate(ctx: HeatlineContext): void {
  let told: SessionSummary | undefined;
  ctx.subscriptions.push(
    ctx.shown.onDidChange((session) => {
      // The same one again: only how it is shown has changed.
      if (session === told) return;
      told = session;
      if (session?.noHeat === null || session?.noHeat === undefined) return;
      const message = runMessage(session, session.noHeat);
      ctx.log.warn(`${message.code}: ${message.text}`);
      // Not waited for: a message may stay as long as nobody answers it.
      void showFailure(ctx.log, async () => showUserMessage(message));
    }),
  );
}

/** After a run: one that has nothing to show has said so already. */
export async function tellUnexpectedEnd(ctx: HeatlineContext, session: SessionSummary): Promise<void> {
  if (session.noHeat !== null || session.unexpectedEnd === null) return;
  const message = runMessage(session, session.unexpectedEnd);
  ctx.log.warn(`${message.code}: ${message.text}`);
  await showUserMessage(message);
}
