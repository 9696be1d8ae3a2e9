/**
 * A hint behind each import statement that loaded something in the shown run, with the setting `heatline.importHints.enabled`: what
 * it took with everything it loaded, the memory, and how much of it was used. A line that was edited since has none. Switched off
 * with the heat. Hints have the theme's colours (`editorInlayHint.foreground`): VS Code takes no others for them.
 */

import * as vscode from 'vscode';

import type { HeatlineContext } from '../context.ts';
import { formatImportLine } from '../importFormat.ts';

/** Statements that took less are left alone. */
const leastSeconds = 0.001;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: async (document, range) => hints(ctx, document, range),
  };
  const fire = (): void => changed.fire();
  ctx.subscriptions.push(
    changed,
    vscode.languages.registerInlayHintsProvider({ scheme: 'file', language: 'python' }, provider),
    ctx.shown.onDidChange(fire),
    ctx.shown.onDidToggle(fire),
    ctx.config.onDidChange(fire),
  );
}

async function hints(
  { shown, config, server }: HeatlineContext,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.InlayHint[]> {
  if (shown.current === undefined || shown.isHidden || !config.showsImportHints()) return [];
  const { version } = document;
  const { imports } = await server.request('heatline/documentImports', { uri: document.uri.toString() });
  // Edited on the way: VS Code asks again.
  if (document.version !== version) return [];
  return imports
    .filter((each) => each.import.cumulative_s >= leastSeconds && each.line <= document.lineCount)
    .map(({ line, import: cost, details }) => {
      const hint = new vscode.InlayHint(document.lineAt(line - 1).range.end, formatImportLine(cost));
      hint.paddingLeft = true;
      hint.tooltip = new vscode.MarkdownString(details);
      hint.tooltip.isTrusted = { enabledCommands: ['heatline.openLine'] };
      return hint;
    })
    .filter(({ position }) => range.contains(position));
}
