/** How libraries and modules look in the "Imports" view. */

import { basename, dirname } from 'node:path';

import * as vscode from 'vscode';

import { bytesText } from '../base/bytesText.ts';
import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type { ImportOrder, ImportRow } from '../protocol/importView.ts';
import type { ImportPlace, LibraryOrigin } from '../protocol/imports.ts';
import { formatCount } from './format.ts';
import { formatImportRow } from './importFormat.ts';

export const importOrderNames: Readonly<Record<ImportOrder, string>> = {
  cost: 'by time',
  memory: 'by memory',
  use: 'least used first',
};

export const originIcons: Readonly<Record<LibraryOrigin, string>> = {
  installed: 'package',
  standard: 'library',
  project: 'folder',
};
const mostPlaces = 8;

/** @param list what is shown: rows that were opened in one list stay so in this one only */
export function importItem(row: ImportRow, list: string): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.name, row.hasChildren ? Collapsed : None);
  const statement = row.chain.at(-1);
  item.id = `${list} ${row.name}`;
  item.description = formatImportRow(row);
  item.iconPath = icon(row);
  item.tooltip = tooltip(row);
  item.contextValue = row.library === null ? 'module' : 'library';
  item.accessibilityInformation = {
    label: `${row.name}, ${item.description}${hasAdvice(row) ? ', worth a look' : ''}`,
  };
  if (statement !== undefined)
    item.command = {
      title: 'Go to Import',
      command: 'heatline.openLine',
      arguments: [statement.path, statement.line],
    };
  return item;
}

function icon(row: ImportRow): vscode.ThemeIcon {
  if (row.library === null) return new vscode.ThemeIcon(row.hasChildren ? 'symbol-namespace' : 'symbol-module');
  if (hasAdvice(row)) return new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('editorLightBulb.foreground'));
  return new vscode.ThemeIcon(originIcons[row.library.origin]);
}

function hasAdvice({ library }: ImportRow): boolean {
  return library !== null && library.findings.length > 0;
}

function tooltip(row: ImportRow): string {
  const { library, self_s, native_s, rss_bytes, n_modules } = row;
  const own = `${durationText(self_s)} to load ${formatCount(n_modules, 'module')}`;
  return [
    row.name,
    native_s >= 0.0005 ? `${own}, ${durationText(native_s)} of it in native code` : own,
    ...(library === null ? [] : [`${durationText(library.cumulative_s)} with what it loads from others`]),
    `${bytesText(Math.max(0, rss_bytes))} of resident memory`,
    useText(row),
    ...chainLines(row.chain),
    ...(library?.findings ?? []).map(({ message }) => message),
  ].join('\n');
}

function useText({ touched, use }: ImportRow): string {
  if (touched === null) return 'use not known: nothing was sampled after the imports';
  if (!touched) return 'not seen in any sample after the imports';
  if (use === null) return 'used after the imports';
  const [low, high] = use.ci95;
  return `${shareText(use.share)} of the CPU time after the imports (95 % between ${shareText(low)} and ${shareText(high)})`;
}

function chainLines(chain: readonly ImportPlace[]): string[] {
  if (chain.length === 0) return [];
  const half = mostPlaces / 2;
  const places = chain.map(placeText);
  const shown = places.length <= mostPlaces ? places : [...places.slice(0, half), '…', ...places.slice(-half)];
  return ['Loaded first by:', ...shown.map((place) => `  ${place}`)];
}

/** Packages are files of one name: their folder tells them apart. */
function placeText({ path, line }: ImportPlace): string {
  const file = basename(path);
  const name = file === '__init__.py' ? `${basename(dirname(path))}/${file}` : file;
  return `${name}:${line}`;
}
