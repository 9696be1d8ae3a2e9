/** What other extensions know about Python: one interface over their APIs, none of which has to be there. */

import * as vscode from 'vscode';

import type { Disposable } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';

/** A command of an environment's activation, for a shell. */
export interface ActivationCommand {
  readonly executable: string;
  readonly args?: readonly string[];
}

export interface FoundPython {
  /** Absolute path, or a bare name that is looked up on PATH. */
  readonly path: string;
  /** What led to it, for people. */
  readonly origin: string;
  /** "3.12.1"; absent when nobody has said it. */
  readonly version?: string;
  /** To be run one after the other in a shell that understands bash's words. */
  readonly activation?: readonly ActivationCommand[];
}

export interface PythonSource {
  /** The name people know it by. */
  readonly origin: string;
  /** The interpreter that is selected for a file or folder. */
  selected(resource: vscode.Uri): Promise<FoundPython | undefined>;
  /** All that it knows. */
  known(): Promise<readonly FoundPython[]>;
  /** Variables that it adds to programs, such as those of `python.envFile`; `undefined` when it is not there. */
  variables(resource: vscode.Uri): Promise<Readonly<Record<string, string>> | undefined>;
  /** Calls when the selection may have changed. Does nothing before the other extension is active. */
  onDidChange(call: () => void): Disposable;
}

/** Another extension's API, which need not be there. */
export interface OtherExtension<Api> {
  /**
   * `undefined` when it is not installed, fails or does not answer in time: it is not ours to repair, so the next source is
   * asked.
   */
  ask<Answer>(question: (api: Api) => Promise<Answer | undefined>): Promise<Answer | undefined>;
  /** Listens to an event of an extension that is active already. */
  listen(event: (api: Api) => vscode.Event<unknown> | undefined, call: () => void): Disposable;
}

/** Starting another extension can take long: it may search the disk. */
const answerWithinMs = 15_000;

export function otherExtension<Api>(id: string, log: Log): OtherExtension<Api> {
  const find = (): vscode.Extension<Api | undefined> | undefined => vscode.extensions.getExtension(id);
  return {
    async ask(question) {
      const extension = find();
      if (extension === undefined) return undefined;
      try {
        return await inTime(activeApi(extension).then(async (api) => (api ? question(api) : undefined)));
      } catch (error) {
        log.warn(`${id}: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
    listen(event, call) {
      const extension = find();
      const api = extension?.isActive === true ? extension.exports : undefined;
      return (api && event(api)?.(() => call())) ?? { dispose() {} };
    },
  };
}

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerWithinMs / 1000} s`)), answerWithinMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

async function activeApi<Api>(extension: vscode.Extension<Api | undefined>): Promise<Api | undefined> {
  return extension.isActive ? extension.exports : extension.activate();
}
