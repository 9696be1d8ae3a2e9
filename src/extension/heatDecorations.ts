/** The decoration types of heat: one per step, and two without colours, for edited lines and for those that may be noise. */

import * as vscode from 'vscode';

import type { DocumentHeat, HeatStep, LineHeat } from '../protocol/heat.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';
import type { Column } from './format.ts';
import { formatLine } from './memoryFormat.ts';

export interface HeatDecorations extends vscode.Disposable {
  /** Replaces what the editor shows. Without columns there are no numbers. */
  apply(editor: vscode.TextEditor, heat: DocumentHeat, columns: readonly Column[]): void;
}

/** How a line looks: by its step, in grey, or with nothing but what is said of it. */
type Look = HeatStep | 'edited' | 'uncertain' | 'plain';

const steps: readonly HeatStep[] = [1, 2, 3, 4, 5, 6];
const firstStepInRuler = 3;

export function createHeatDecorations(): HeatDecorations {
  const types = new Map<Look, vscode.TextEditorDecorationType>([
    ...steps.map((step) => [step, vscode.window.createTextEditorDecorationType(stepLook(step))] as const),
    ['edited', vscode.window.createTextEditorDecorationType(editedLook)],
    ['uncertain', vscode.window.createTextEditorDecorationType(uncertainLook)],
    ['plain', vscode.window.createTextEditorDecorationType(plainLook)],
  ]);
  return {
    apply(editor, heat, columns) {
      const lines = heat.kind === 'heat' ? heat.lines : [];
      const metric = heat.kind === 'heat' ? heat.metric : 'time';
      for (const [look, type] of types) {
        const ofLook = lines.filter((line) => lookOf(line) === look);
        editor.setDecorations(
          type,
          ofLook.map((line) => decoration(editor, line, metric, columns)),
        );
      }
    },
    dispose() {
      for (const type of types.values()) type.dispose();
    },
  };
}

function lookOf({ step, edited, uncertain }: LineHeat): Look {
  if (edited) return 'edited';
  if (step === 0) return 'plain';
  return uncertain ? 'uncertain' : step;
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

const greyNumbers: vscode.ThemableDecorationAttachmentRenderOptions = {
  color: new vscode.ThemeColor('heatline.edited'),
  fontStyle: 'italic',
  margin: '0 0 0 3em',
};

const editedLook: vscode.DecorationRenderOptions = {
  isWholeLine: true,
  borderColor: new vscode.ThemeColor('heatline.edited'),
  borderStyle: 'dotted',
  borderWidth: '0 0 0 2px',
  rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  after: greyNumbers,
};

/** Nothing but the numbers: a grey bar would look like a text cursor or an indentation guide. */
const uncertainLook: vscode.DecorationRenderOptions = {
  isWholeLine: true,
  rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  after: greyNumbers,
};

/** Of a line that is not warm. */
const plainLook: vscode.DecorationRenderOptions = {
  isWholeLine: true,
  rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  after: { color: new vscode.ThemeColor('heatline.numbers'), margin: '0 0 0 3em' },
};

function decoration(
  { document }: vscode.TextEditor,
  heat: LineHeat,
  metric: HeatMetric,
  columns: readonly Column[],
): vscode.DecorationOptions {
  // The file may have become shorter on the way here; another painting is planned then.
  const { end } = document.lineAt(Math.min(heat.line, document.lineCount) - 1).range;
  const range = new vscode.Range(end, end);
  const numbers = formatLine(heat, metric, columns);
  if (numbers === '') return { range };
  const contentText = heat.edited ? `${numbers} · before your edit` : numbers;
  return { range, renderOptions: { after: { contentText, ...leakColour(heat) } } };
}

/** A leak stands out among the numbers. */
function leakColour({ leak_bytes_s, edited }: LineHeat): vscode.ThemableDecorationAttachmentRenderOptions {
  return leak_bytes_s === null || edited ? {} : { color: new vscode.ThemeColor('heatline.leak') };
}
