/**
 * What can become of a document's import statements that findings speak of, as the rewriting engine sees it. The engine is an
 * interpreter that is started, so each question is asked once for what is open: moving the cursor asks nothing twice, and an edit
 * gives up what was asked before it.
 */

import type { CancellationToken } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { Disposable } from '../base/disposable.ts';
import { UserError } from '../base/userError.ts';
import type { FixesFailed } from '../protocol/importFixes.ts';
import type { Deferral } from '../tools/deferImports.ts';
import { pythonToolFailed } from '../tools/toolErrors.ts';
import type { ServerEnvironment } from './environment.ts';
import { statementsHere, type DocumentStatement } from './importStatements.ts';
import type { OpenedFile, Shown } from './openedFile.ts';
import type { ShownFiles } from './shownFiles.ts';

/** An editor shows that it waits; nobody waits longer. */
const engineWithinMs = 20_000;
/** Files that are not open may have been changed by others since. */
const keptMs = 60_000;
/** Characters of texts that are sent along, those of the document itself first. */
const mostText = 8 * 1024 * 1024;

export interface PlannedStatement extends DocumentStatement {
  readonly deferral: Deferral;
}

/** Statements by line. */
export type ImportPlan = { readonly kind: 'planned'; readonly statements: readonly PlannedStatement[] } | FixesFailed;

export interface ImportPlans extends Disposable {
  /** Each statement as if it alone were changed; `undefined` when the document was edited on the way. */
  separately(document: TextDocument): Promise<ImportPlan | undefined>;
  /** All of them changed at once; `undefined` when that was cancelled. */
  together(document: TextDocument, token: CancellationToken): Promise<ImportPlan | undefined>;
  /** What was asked about a document is of no use any more. */
  giveUp(uri: string): void;
}

/** What the plans are about. */
export interface PlannedView {
  readonly files: ShownFiles;
  readonly opened: (uri: string) => (OpenedFile & { readonly shown: Shown }) | undefined;
}

interface Asked {
  readonly about: Shown['imports'] | undefined;
  readonly stamp: string;
  readonly atMs: number;
  readonly controller: AbortController;
  readonly plan: Promise<ImportPlan | undefined>;
}

export function importPlans(
  env: ServerEnvironment,
  view: PlannedView,
  openDocuments: () => readonly TextDocument[],
): ImportPlans {
  const asked = new Map<string, Asked>();

  async function ask(
    document: TextDocument,
    how: { readonly separately: boolean; readonly signal: AbortSignal },
  ): Promise<ImportPlan | undefined> {
    const found = view.opened(document.uri);
    const here = found === undefined ? [] : statementsHere(found);
    if (found === undefined || here.length === 0) return { kind: 'planned', statements: [] };
    const { interpreter, scope } = found.shown.opened.profile.capture;
    const path = env.realPath(found.localPath);
    try {
      requirePython(interpreter);
      const deferrals = await env.deferImports({
        interpreter,
        project: scope.map((folder) => view.files.toLocal(folder)),
        requests: here.map(({ line }) => ({ path, line })),
        texts: openTexts(document, path),
        timeoutMs: engineWithinMs,
        ...how,
      });
      const statements = here.flatMap((each, index) => {
        const deferral = deferrals[index];
        return deferral === undefined ? [] : [{ ...each, deferral }];
      });
      return { kind: 'planned', statements };
    } catch (error) {
      if (how.signal.aborted) return undefined;
      if (!(error instanceof UserError)) throw error;
      const { code, cause, nextStep } = error.parts;
      return { kind: 'failed', code, message: `${cause} ${nextStep}` };
    }
  }

  /** By real path. Other files that are open count as they are seen, too. */
  function openTexts(document: TextDocument, path: string): Record<string, string> {
    const texts: Record<string, string> = { [path]: document.getText() };
    let size = document.getText().length;
    for (const other of openDocuments()) {
      const { scheme, fsPath } = URI.parse(other.uri);
      if (other.uri === document.uri || scheme !== 'file') continue;
      size += other.getText().length;
      if (size <= mostText) texts[env.realPath(fsPath)] = other.getText();
    }
    return texts;
  }

  function giveUp(uri: string): void {
    asked.get(uri)?.controller.abort();
    asked.delete(uri);
  }

  return {
    async separately(document) {
      const { uri } = document;
      const about = view.opened(uri)?.shown.imports;
      const stamp = openDocuments()
        .map((each) => `${each.uri} ${each.version}`)
        .join('\n');
      const known = asked.get(uri);
      if (known?.about === about && known?.stamp === stamp && env.nowMs() - known.atMs < keptMs) return known.plan;
      giveUp(uri);
      const controller = new AbortController();
      const plan = ask(document, { separately: true, signal: controller.signal });
      asked.set(uri, { about, stamp, atMs: env.nowMs(), controller, plan });
      return plan;
    },
    async together(document, token) {
      const controller = new AbortController();
      const cancelling = token.onCancellationRequested(() => controller.abort());
      try {
        return await ask(document, { separately: false, signal: controller.signal });
      } finally {
        cancelling.dispose();
      }
    },
    giveUp,
    dispose() {
      for (const uri of asked.keys()) giveUp(uri);
    },
  };
}

/** The interpreter is a session's word, and is started without being asked for: anything else than a Python is left alone. */
function requirePython(interpreter: string): void {
  if (/^\/(?:[^/]+\/)*(?:python|pypy)[^/]*$/.test(interpreter)) return;
  throw pythonToolFailed(interpreter, 'its name is not that of a Python');
}
