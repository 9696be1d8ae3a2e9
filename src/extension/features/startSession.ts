/**
 * A session that is named from outside: the environment variable HEATLINE_SHOW_SESSION holds its folder, which is shown as soon
 * as a Python file is open. `npm run demo -- --editor` uses it.
 */

import type { HeatlineContext } from '../context.ts';
import { showFailure, showUserMessage } from '../showUserMessage.ts';
import { sessionUnreadable } from '../userErrors.ts';

export function activate(ctx: HeatlineContext): void {
  const folder = namedSession();
  if (folder !== '') void showFailure(ctx.log, async () => openNamed(ctx, folder));
}

/** Its folder; "" when none is named. */
export function namedSession(): string {
  return process.env['HEATLINE_SHOW_SESSION'] ?? '';
}

async function openNamed(ctx: HeatlineContext, folder: string): Promise<void> {
  const result = await ctx.server.request('heatline/openSession', { folder });
  if (result.kind === 'opened') ctx.shown.show(result.session);
  else await showUserMessage(sessionUnreadable(result));
}
