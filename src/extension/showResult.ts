/** The end of a run: its session is shown, or there is a message that says why there is nothing to show. */

import type { HeatlineContext } from './context.ts';
import { tellUnexpectedEnd } from './features/causes.ts';
import { showUserMessage } from './showUserMessage.ts';
import { captureFailed, readyAtNotSeen, sessionUnreadable } from './userErrors.ts';

/** Resolves once the message, if any, is answered. `exitCode` is the command line's. */
export async function showResult(ctx: HeatlineContext, folder: string, exitCode: number | undefined): Promise<void> {
  const result = await ctx.server.request('heatline/openSession', { folder });
  if (result.kind === 'failed') {
    ctx.log.error(`${result.code}: ${result.message}`);
    // No session at all: the command line has refused, in its own words, in the terminal.
    await showUserMessage(result.code === 'session-missing' ? captureFailed(exitCode) : sessionUnreadable(result));
    return;
  }
  const { session } = result;
  ctx.shown.show(session);
  for (const { code, message } of session.problems) ctx.log.warn(`${code}: ${message}`);
  await tellUnexpectedEnd(ctx, session);
  const unseen = session.problems.find(({ code }) => code === 'ready-at-not-seen');
  if (unseen !== undefined) await showUserMessage(readyAtNotSeen(unseen.message));
}
