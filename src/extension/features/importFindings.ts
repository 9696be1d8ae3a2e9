/**
 * Import statements of the program that cost much and bring little, with the setting `heatline.importFindings.enabled`: what was seen
 * and what would be saved, as information on the statement. A statement that was edited since has none.
 */

import * as vscode from 'vscode';

import type { DocumentImport } from '../../protocol/importView.ts';
import type { HeatlineContext } from '../context.ts';
import { showLineDiagnostics, textRange } from '../lineDiagnostics.ts';

/** A finding on a line of a document. */
interface LineAdvice {
  readonly line: number;
  readonly advice: DocumentImport['advice'][number];
}

export function activate(ctx: HeatlineContext): void {
  showLineDiagnostics<LineAdvice>(ctx, {
    name: 'import findings',
    isWanted: () => ctx.config.pointsOutImports(),
    async findPaths() {
      const { paths } = await ctx.server.request('heatline/importAdvice', {});
      return paths;
    },
    async look({ uri }) {
      const { imports } = await ctx.server.request('heatline/documentImports', { uri: uri.toString() });
      return imports.flatMap(({ line, advice }) => advice.map((each) => ({ line, advice: each })));
    },
    diagnostic: ({ line, advice }, document) => {
      const range = textRange(document, line);
      const made = new vscode.Diagnostic(range, advice.message, vscode.DiagnosticSeverity.Information);
      made.source = 'Heatline';
      made.code = advice.pattern;
      return made;
    },
  });
}
