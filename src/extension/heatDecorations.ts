/** The decoration types of heat, one per step and one for lines of an edited document, and how lines are given to them. */

import * as vscode from 'vscode';

import type { DocumentHeat, HeatStep, LineHeat } from '../protocol/heat.ts';
import { formatShareWithin, formatSplit } from './format.ts';

export interface HeatDecorations extends vscode.Disposable {
  /** Replaces what the editor shows. */
  apply(editor: vscode.TextEditor, heat: DocumentHeat, showsNumbers: boolean): void;
}

const steps: readonly HeatStep[] = [1, 2, 3, 4, 5, 6];
const firstStepInRuler = 3;
/** Lines with a smaller share have no number: it would be "0.0 %". */
const leastShownShare = 0.0005;

export function createHeatDecorations(): HeatDecorations {
  const types = new Map(steps.map((step) => [step, vscode.window.createTextEditorDecorationType(stepLook(step))]));
  const editedType = vscode.window.createTextEditorDecorationType(editedLook);
  return {
    apply(editor, heat, showsNumbers) {
      const lines = heat.kind === 'heat' ? heat.lines : [];
      const edited = heat.kind === 'heat' && heat.text === 'edited';
      const options = (line: LineHeat): vscode.DecorationOptions => decoration(editor, line, edited, showsNumbers);
      editor.setDecorations(editedType, edited ? lines.map(options) : []);
      for (const [step, type] of types) {
        editor.setDecorations(type, edited ? [] : lines.filter((line) => line.step === step).map(options));
      }
    },
    dispose() {
      for (const type of types.values()) type.dispose();
      editedType.dispose();
    },
  };
}

/** The bar is wider the hotter the line is, so that the colour is never all there is to see. */
function stepLook(step: HeatStep): vscode.DecorationRenderOptions {
  const bar = new vscode.ThemeColor(`heatline.heatBar.${step}`);
  const widthPx = step < 3 ? 2 : step < 5 ? 3 : 4;
  return {
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(`heatline.heat.${step}`),
    borderColor: bar,
    borderStyle: 'solid',
    borderWidth: `0 0 0 ${widthPx}px`,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor('heatline.numbers'), margin: '0 0 0 3em' },
    ...(step < firstStepInRuler ? {} : { overviewRulerColor: bar, overviewRulerLane: vscode.OverviewRulerLane.Center }),
  };
}

const editedLook: vscode.DecorationRenderOptions = {
  isWholeLine: true,
  borderColor: new vscode.ThemeColor('heatline.edited'),
  borderStyle: 'dotted',
  borderWidth: '0 0 0 2px',
  rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  after: { color: new vscode.ThemeColor('heatline.edited'), fontStyle: 'italic', margin: '0 0 0 3em' },
};

function decoration(
  { document }: vscode.TextEditor,
  heat: LineHeat,
  edited: boolean,
  showsNumbers: boolean,
): vscode.DecorationOptions {
  // The file may have become shorter on the way here; another painting is planned then.
  const { end } = document.lineAt(Math.min(heat.line, document.lineCount) - 1).range;
  const range = new vscode.Range(end, end);
  if (!showsNumbers || heat.share < leastShownShare) return { range };
  return { range, renderOptions: { after: { contentText: edited ? editedText(heat) : lineText(heat) } } };
}

/** "42.1 % ±1.3 · py 30 % · native 11 % · wait 2 %" */
export function lineText({ share, ci95, split }: LineHeat): string {
  return [formatShareWithin(share, ci95), ...formatSplit(split)].join(' · ');
}

function editedText({ share, ci95 }: LineHeat): string {
  return `${formatShareWithin(share, ci95)} · before your edits`;
}
