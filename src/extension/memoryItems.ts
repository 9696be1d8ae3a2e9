/** How lines look in the views "Memory", "Copies" and "Leaks", and what is below them. */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import { bytesText, bytesWithinText } from '../base/bytesText.ts';
import { shareText } from '../base/shareText.ts';
import type { MemoryOrder } from '../protocol/memory.ts';
import type { CopyRow, LeakRow, MemoryRow } from '../protocol/memoryView.ts';
import type { LeakContextJson } from '../protocol/profileJson.ts';
import { formatCount, formatSeconds } from './format.ts';
import { copyKindNames, formatRate, formatSizes } from './memoryFormat.ts';

/** A row without further rows. */
export interface DetailRow {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  /** Where a click goes. */
  readonly place?: { readonly path: string; readonly line: number };
}

interface Line {
  readonly path: string;
  readonly line: number;
  readonly source: string;
}

export const orderNames: Readonly<Record<MemoryOrder, string>> = {
  peak: 'live at the peak',
  allocated: 'allocated',
  live: 'live at the end',
};

export function memoryItem(row: MemoryRow, order: MemoryOrder): vscode.TreeItem {
  const item = lineItem(row, orderedText(row, order), `memory ${order}`);
  item.iconPath = new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('charts.blue'));
  item.tooltip = [
    place(row),
    row.source,
    `${bytesWithinText(row.at_peak_bytes, row.at_peak_bytes_ci95)} live at the process's peak, ${shareText(row.share)} of it`,
    `${bytesText(row.peak_bytes)} at its own peak`,
    `${bytesWithinText(row.live_end_bytes, row.live_end_bytes_ci95)} live at the end`,
    `${bytesWithinText(row.alloc_bytes, row.alloc_bytes_ci95)} allocated, ${(row.python_fraction * 100).toFixed(0)} % by Python`,
  ]
    .filter((text) => text !== '')
    .join('\n');
  return item;
}

function orderedText(row: MemoryRow, order: MemoryOrder): string {
  switch (order) {
    case 'peak':
      return bytesWithinText(row.at_peak_bytes, row.at_peak_bytes_ci95);
    case 'allocated':
      return bytesWithinText(row.alloc_bytes, row.alloc_bytes_ci95);
    case 'live':
      return bytesWithinText(row.live_end_bytes, row.live_end_bytes_ci95);
  }
}

export function copyItem(row: CopyRow): vscode.TreeItem {
  const item = lineItem(row, bytesWithinText(row.bytes, row.ci95), 'copies');
  item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  item.iconPath = new vscode.ThemeIcon('files');
  item.tooltip = [
    place(row),
    row.source,
    `${bytesWithinText(row.bytes, row.ci95)} copied, ${formatRate(row.bytes_s)}, ${shareText(row.share)} of all copies`,
  ]
    .filter((text) => text !== '')
    .join('\n');
  return item;
}

/** What kinds of copies, then how large they were. */
export function copyDetails(row: CopyRow): DetailRow[] {
  const kinds = row.kinds.map(({ kind, bytes }) => ({
    label: copyKindNames[kind],
    description: bytesText(bytes),
    icon: 'symbol-misc',
  }));
  const sizes = row.sizes.map(({ from, to, bytes }) => ({
    label: formatSizes(from, to),
    description: bytesText(bytes),
    icon: 'symbol-ruler',
  }));
  return [...kinds, ...sizes];
}

export function leakItem(row: LeakRow): vscode.TreeItem {
  const item = lineItem(row, leakRate(row), 'leaks');
  item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.tooltip = [
    place(row),
    row.source,
    ...leakDetails(row).map(({ label, description }) => `${label} ${description}`),
  ]
    .filter((text) => text !== '')
    .join('\n');
  return item;
}

/** "1.24 MB/s ±5 %" */
export function leakRate({ rate_bytes_s, ci95: [low, high] }: LeakRow): string {
  const reach = Math.max(high - rate_bytes_s, rate_bytes_s - low) / rate_bytes_s;
  return reach >= 0.005 ? `${formatRate(rate_bytes_s)} ±${(reach * 100).toFixed(0)} %` : formatRate(rate_bytes_s);
}

/** "52 sampled blocks, none freed" */
export function leakEvidence({ evidence: { samples, freed } }: LeakRow): string {
  return `${formatCount(samples, 'sampled block')}, ${freed === 0 ? 'none' : freed.toLocaleString('en')} freed`;
}

export function leakDetails({ evidence, score }: LeakRow): DetailRow[] {
  const { samples, freed, live_bytes, first_s, last_s } = evidence;
  return [
    { label: `${bytesText(live_bytes)} live`, description: 'at the end', icon: 'database' },
    {
      label: formatCount(samples, 'sampled block'),
      description: `${freed === 0 ? 'none' : freed.toLocaleString('en')} freed · score ${score.toFixed(3)}`,
      icon: 'beaker',
    },
    {
      label: `${formatSeconds(first_s)} to ${formatSeconds(last_s)}`,
      description: 'first and last allocation',
      icon: 'history',
    },
  ];
}

/** Who led to the line. The line itself is the first frame. */
export function contextItem({ frames, live_bytes }: LeakContextJson): vscode.TreeItem {
  const [own, ...callers] = frames;
  const by = callers[0] ?? own;
  const item = new vscode.TreeItem(
    by === undefined
      ? 'no Python'
      : `${callers.length > 0 ? 'called by ' : 'in '}${by.name} ${basename(by.path)}:${by.line}`,
    callers.length > 1 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.description = bytesText(live_bytes);
  item.iconPath = new vscode.ThemeIcon('call-incoming');
  item.tooltip = frames.map(({ name, path, line }) => `${name} ${path}:${line}`).join('\n');
  if (by !== undefined) item.command = goTo(by);
  return item;
}

export function detailItem({ label, description, icon, place: at }: DetailRow): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  if (at !== undefined) item.command = goTo(at);
  return item;
}

function lineItem(row: Line, label: string, list: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = `${list} ${row.path}:${row.line}`;
  const at = `${basename(row.path)}:${row.line}`;
  item.description = row.source === '' ? at : `${at}  ${row.source}`;
  item.accessibilityInformation = { label: `${label}, ${basename(row.path)} line ${row.line}, ${row.source}` };
  item.contextValue = 'line';
  item.command = goTo(row);
  return item;
}

function place({ path, line }: Line): string {
  return `${path}:${line}`;
}

function goTo({ path, line }: { readonly path: string; readonly line: number }): vscode.Command {
  return { title: 'Go to Line', command: 'heatline.openLine', arguments: [path, line] };
}
