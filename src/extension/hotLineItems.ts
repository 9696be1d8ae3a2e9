/** How files, lines and the filter look in the "Hot Lines" view. */

import { basename, dirname } from 'node:path';

import * as vscode from 'vscode';

import { shareText, shareWithinText } from '../base/shareText.ts';
import type { HotFileRow, HotLineRow } from '../protocol/heat.ts';
import { formatCount, formatSeconds, formatSplit } from './format.ts';
import { wholeRun } from './heatFilter.ts';

/** The hottest file is open from the beginning, and others with a share of at least this much. */
const expandedShare = 0.05;

/** As wide as a digit: one-digit shares stand below the second digit of the others. */
const figureSpace = '\u2007';

/** Where a file stands in the list. */
export interface FilePlace {
  /** What is shown: a run under a question. Files that were closed or opened in one list stay so in this one only. */
  readonly list: string;
  /** It is the first one. */
  readonly hottest: boolean;
  /** How many of its lines are listed. */
  readonly n_listed: number;
  /** Another file of the list has the same name. */
  readonly twin: boolean;
}

export function fileItem({ path, share, self_s, n_lines }: HotFileRow, place: FilePlace): vscode.TreeItem {
  const { list, hottest, n_listed, twin } = place;
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(basename(path), hottest || share >= expandedShare ? Expanded : Collapsed);
  const lines = n_listed < n_lines ? `${n_listed} of ${n_lines} lines` : formatCount(n_lines, 'line');
  item.id = `${list} ${path}`;
  item.description = [...(twin ? [basename(dirname(path))] : []), shareText(share), lines].join(' · ');
  item.tooltip = `${path}\n${formatSeconds(self_s)} on its lines, ${shareText(share)}`;
  item.accessibilityInformation = { label: `${basename(path)}, ${shareText(share)}, ${lines}` };
  item.contextValue = 'file';
  // The file's own icon and colours; names such as <string> are of no file.
  item.iconPath = vscode.ThemeIcon.File;
  if (path.startsWith('/')) item.resourceUri = vscode.Uri.file(path);
  return item;
}

export function lineItem(row: HotLineRow, list: string): vscode.TreeItem {
  const share = shareWithinText(row.share, row.ci95);
  const item = new vscode.TreeItem(row.share < 0.1 ? `${figureSpace}${share}` : share);
  item.id = `${list} ${row.path}:${row.line}`;
  item.description = row.source === '' ? `line ${row.line}` : `${row.line}: ${row.source}`;
  item.iconPath = new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(`heatline.heatBar.${row.step}`));
  item.tooltip = [
    `${row.path}:${row.line}`,
    row.source,
    `${formatSeconds(row.self_s)} on this line, ${share}`,
    formatSplit(row.split).join(' · '),
  ]
    .filter((text) => text !== '')
    .join('\n');
  item.accessibilityInformation = { label: `line ${row.line}, ${share}, ${row.source}` };
  item.contextValue = 'line';
  item.command = { title: 'Go to Line', command: 'heatline.openLine', arguments: [row.path, row.line] };
  return item;
}

/** Chosen, it shows the whole run again. */
export function filterItem(words: readonly string[]): vscode.TreeItem {
  const shown = words.join(' · ');
  const item = new vscode.TreeItem(`${shown.slice(0, 1).toUpperCase()}${shown.slice(1)}`);
  item.id = 'filter';
  item.description = 'clear filter';
  item.iconPath = new vscode.ThemeIcon('filter-filled');
  item.tooltip = `The heat shows only: ${shown}.\nChoose this row to show the whole run again.`;
  item.accessibilityInformation = {
    label: `Filter: ${shown}. Choose to show the whole run again.`,
    role: 'button',
  };
  item.contextValue = 'filter';
  item.command = { title: 'Clear Filter', command: 'heatline.setFilter', arguments: [wholeRun] };
  return item;
}
