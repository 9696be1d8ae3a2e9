/** How calling contexts of libraries look in the "Imports" view. */

import * as vscode from 'vscode';

import { bytesText } from '../base/bytesText.ts';
import { contextLabel } from '../base/contextWords.ts';
import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type { ContextKind, ContextRow, ShownContext } from '../protocol/importContexts.ts';
import { formatContext } from './contextFormat.ts';
import { formatCount } from './format.ts';
import { originIcons } from './importItems.ts';

/** @param list what is shown: rows that were opened in one list stay so in this one only */
export function contextItem({ id, row, open, advice }: ShownContext, list: string): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const label = contextLabel(row);
  const item = new vscode.TreeItem(label, row.has_children ? (open ? Expanded : Collapsed) : None);
  item.id = `${list} ${id}`;
  item.description = formatContext(row);
  item.iconPath = icon(row, advice.length > 0);
  item.tooltip = tooltip(row, advice);
  item.contextValue = row.kind;
  item.accessibilityInformation = {
    label: [label, kindWords[row.kind], item.description, ...(advice.length > 0 ? ['worth a look'] : [])]
      .filter((part) => part !== '')
      .join(', '),
  };
  if (row.place !== null)
    item.command = {
      title: 'Go to Line',
      command: 'heatline.openLine',
      arguments: [row.place.path, row.place.line],
    };
  return item;
}

/** Chosen, it shows all libraries again. */
export function narrowedItem(library: string): vscode.TreeItem {
  const item = new vscode.TreeItem(`Only ${library}`);
  item.id = `narrowed ${library}`;
  item.description = 'show all';
  item.iconPath = new vscode.ThemeIcon('filter-filled');
  item.tooltip = `Only what is at or below the code of ${library}.\nChoose this row to show all libraries again.`;
  item.accessibilityInformation = {
    label: `Only what uses ${library}. Choose to show all libraries again.`,
    role: 'button',
  };
  item.contextValue = 'narrowed';
  item.command = { title: 'Show All Libraries', command: 'heatline.importsByContext' };
  return item;
}

const kindWords: Readonly<Record<ContextKind, string>> = {
  process: 'process',
  function: 'function',
  library: 'library',
  package: 'package',
  module: 'module',
  more: '',
};

const icons: Readonly<Record<Exclude<ContextKind, 'library'>, string>> = {
  process: 'server-process',
  function: 'symbol-method',
  package: 'symbol-namespace',
  module: 'symbol-module',
  more: 'ellipsis',
};

function icon({ kind, library, name }: ContextRow, hasAdvice: boolean): vscode.ThemeIcon {
  if (hasAdvice) return new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('editorLightBulb.foreground'));
  if (kind === 'library') return new vscode.ThemeIcon(originIcons[library?.origin ?? 'installed']);
  return new vscode.ThemeIcon(kind === 'function' && name === '<module>' ? 'symbol-file' : icons[kind]);
}

function tooltip(row: ContextRow, advice: readonly string[]): string {
  if (row.kind === 'more')
    return `${formatCount(row.n_rows, 'row')} with less time, together ${shareText(row.share)} of the CPU time after the imports`;
  return [
    row.kind === 'function' && row.name === '<module>' ? row.file : contextLabel(row),
    ...shareLines(row),
    ...costLines(row),
    ...callLines(row),
    ...(row.cut ? ['Calls below this depth are counted here.'] : []),
    ...advice,
  ].join('\n');
}

function shareLines({
  share,
  ci95: [low, high],
  samples,
  own_share,
  has_children,
  reached_share,
}: ContextRow): string[] {
  return [
    `${shareText(share)} of the CPU time after the imports on this way (95 % between ${shareText(low)} and ${shareText(high)}), ${formatCount(Math.round(samples), 'sample')}`,
    ...(has_children && own_share >= 0.0005 ? [`${shareText(own_share)} in itself, in none of the rows below`] : []),
    ...(reached_share !== null && reached_share >= share + 0.0005
      ? [`${shareText(reached_share)} with what it calls`]
      : []),
  ];
}

function costLines({ cost, library }: ContextRow): string[] {
  return [
    ...(library?.use.touched === true ? [`${shareText(library.use.share)} on all ways together`] : []),
    ...(cost === null
      ? []
      : [
          `${durationText(cost.load_s)} to load, ${shareText(cost.init_share)} of the imports while the program started`,
          `${bytesText(Math.max(0, cost.rss_bytes))} of resident memory`,
        ]),
  ];
}

function callLines({ calls, n_calls, library }: ContextRow): string[] {
  if (calls.length === 0) return [];
  const more = n_calls - calls.length;
  return [
    library?.n_contexts === 1 ? 'Used nowhere else than from:' : 'Called from:',
    ...calls.map(({ path, line, name }) => `  ${path}:${line}${name === '<module>' ? '' : ` in ${name}()`}`),
    ...(more > 0 ? [`  and ${formatCount(more, 'more line')}`] : []),
  ];
}
