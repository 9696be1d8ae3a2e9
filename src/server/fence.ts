/**
 * Every handler runs inside a fence, so that one bug costs one answer and not the server. What a handler throws goes to the
 * log; the asker gets the fallback.
 */

import type { CancellationToken } from 'vscode-languageserver/node';

import type { Log } from '../base/log.ts';

export function fenced<Params, Answer>(
  name: string,
  log: Log,
  fallback: Answer,
  handle: (params: Params, token: CancellationToken) => Answer | Promise<Answer>,
): (params: Params, token: CancellationToken) => Promise<Answer> {
  return async (params, token) => {
    if (token.isCancellationRequested) return fallback;
    try {
      return await handle(params, token);
    } catch (error) {
      log.error(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return fallback;
    }
  };
}
