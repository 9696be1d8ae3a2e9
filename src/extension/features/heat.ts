/**
 * Heat on the lines of open editors: a tinted background with a bar at its left end, numbers behind the line, and a mark in the
 * overview ruler for the hot ones. Commands: `heatline.toggleHeat`, `heatline.clearHeat`. Context key: `heatline.hasProfile`.
 *
 * The bar is a border of the text, not an icon in the gutter: VS Code sets no breakpoint by a click on a line that has an
 * extension's gutter icon.
 *
 * Invariants: a line has at most one decoration; numbers are only put on the visible lines and those around them, because
 * each different text is a style rule of its own; an edited line and one that may be noise have no colour.
 */

import * as vscode from 'vscode';

import type { DocumentHeat } from '../../protocol/heat.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { createHeatDecorations } from '../heatDecorations.ts';

/** Lines above and below the visible ones that are painted with them. */
const linesAround = 200;
/** Scrolling repaints when fewer lines than this are left painted in either direction. */
const linesLeft = 80;
const editPauseMs = 150;
const scrollPauseMs = 40;

/** What an editor has been painted with; scrolling inside it needs nothing new. */
interface Painted {
  readonly version: number;
  readonly first: number;
  readonly last: number;
}

export function activate(ctx: HeatlineContext): void {
  const painter = createPainter(ctx);
  ctx.subscriptions.push(
    painter,
    vscode.window.onDidChangeVisibleTextEditors(() => painter.paintAll(false)),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => painter.paintSoon(textEditor, scrollPauseMs)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document === document) painter.paintSoon(editor, editPauseMs);
      }
    }),
    ctx.shown.onDidChange(() => painter.paintAll(true)),
    ctx.shown.onDidToggle(() => painter.paintAll(true)),
    ctx.config.onDidChange(() => painter.paintAll(true)),
  );
  registerCommand(ctx, 'heatline.toggleHeat', () => {
    ctx.shown.toggle();
    return Promise.resolve();
  });
  registerCommand(ctx, 'heatline.clearHeat', async () => {
    await ctx.server.request('heatline/closeSession', {});
    ctx.shown.show(undefined);
  });
}

interface Painter extends vscode.Disposable {
  /** `anew`: also what is painted already. */
  paintAll(anew: boolean): void;
  paintSoon(editor: vscode.TextEditor, pauseMs: number): void;
}

function createPainter(ctx: HeatlineContext): Painter {
  const decorations = createHeatDecorations();
  const painted = new WeakMap<vscode.TextEditor, Painted>();
  const planned = new Map<vscode.TextEditor, NodeJS.Timeout>();

  async function paint(editor: vscode.TextEditor): Promise<void> {
    const range = rangeToPaint(editor, painted.get(editor));
    if (range === undefined) return;
    const heat = ctx.shown.isHidden || ctx.shown.current === undefined ? nothing : await ask(editor.document, range);
    // An answer about a text that has been edited since would be put on wrong lines; the edit has planned another one.
    if (editor.document.version !== range.version) return;
    painted.set(editor, range);
    decorations.apply(editor, heat, ctx.config.showsNumbers() ? ctx.config.columns() : []);
  }

  async function ask(document: vscode.TextDocument, { first, last }: Painted): Promise<DocumentHeat> {
    return ctx.server.request('heatline/documentHeat', { uri: document.uri.toString(), first, last });
  }

  function paintSoon(editor: vscode.TextEditor, pauseMs: number): void {
    if (editor.document.languageId !== 'python') return;
    clearTimeout(planned.get(editor));
    const timer = setTimeout(() => {
      planned.delete(editor);
      paint(editor).catch((error: unknown) => ctx.log.error(`painting failed: ${String(error)}`));
    }, pauseMs);
    planned.set(editor, timer);
  }

  function paintAll(anew: boolean): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (anew) painted.delete(editor);
      // Without a session there has been nothing to paint, and nobody needs the server for it.
      if (ctx.shown.current !== undefined || anew) paintSoon(editor, 0);
    }
  }

  return {
    paintAll,
    paintSoon(editor, pauseMs) {
      if (ctx.shown.current !== undefined) paintSoon(editor, pauseMs);
    },
    dispose() {
      for (const timer of planned.values()) clearTimeout(timer);
      decorations.dispose();
    },
  };
}

const nothing: DocumentHeat = { kind: 'none' };

/** `undefined` when what is painted reaches far enough around what is visible. */
function rangeToPaint(
  { document, visibleRanges }: vscode.TextEditor,
  painted: Painted | undefined,
): Painted | undefined {
  const first = Math.min(...visibleRanges.map(({ start }) => start.line + 1));
  const last = Math.max(...visibleRanges.map(({ end }) => end.line + 1));
  if (!Number.isFinite(first)) return undefined;
  const { version, lineCount } = document;
  if (painted !== undefined && painted.version === version) {
    const isEnough =
      painted.first <= Math.max(1, first - linesLeft) && painted.last >= Math.min(lineCount, last + linesLeft);
    if (isEnough) return undefined;
  }
  return { version, first: Math.max(1, first - linesAround), last: Math.min(lineCount, last + linesAround) };
}
