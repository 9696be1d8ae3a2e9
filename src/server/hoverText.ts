/** The hover of a line: everything the profile knows of it, as Markdown. Numbers are formatted here, not made. */

import { basename } from 'node:path';

import { shareText } from '../base/shareText.ts';
import type { LineJson, NativeJson } from '../protocol/profileJson.ts';
import type { Caller, Callers } from '../queries/callers.ts';
import { awaitShares } from '../queries/longestAwaits.ts';
import { code, openLineLink } from './markdownText.ts';

export interface HoverQuestion {
  readonly line: LineJson;
  readonly native: readonly NativeJson[];
  /** Of the function that the line is in; their paths are those here. */
  readonly callers: Callers | undefined;
  /** What 100 % stands for, in words. */
  readonly basis: string;
  readonly basis_s: number;
  /** "from 12:03, 3 edits ago" */
  readonly age: string;
  /** The line itself was edited. */
  readonly edited: boolean;
  /** The share is smaller than what its interval leaves open. */
  readonly uncertain: boolean;
  /** Paragraphs about memory and copies, before those about time or after them. */
  readonly memory: readonly string[];
  readonly memoryFirst: boolean;
  /** Paragraphs about what the line imported, before all others. */
  readonly imports: readonly string[];
}

const mostNativeRows = 6;
const mostCallers = 5;

const waitMeaning: Readonly<Record<string, string>> = {
  sleep: 'sleeping',
  lock: 'for a lock',
  gil: 'for the GIL',
  file: 'for files',
  socket: 'for sockets',
  poll: 'for events',
  child: 'for child processes',
  other: 'otherwise',
};

const awaitMeaning: Readonly<Record<string, string>> = {
  sleep: 'sleeping',
  socket: 'sockets',
  lock: 'locks',
  queue: 'queues',
  executor: 'executors',
  task: 'other tasks',
  child: 'child processes',
  other: 'other futures',
};

export function hoverText(question: HoverQuestion): string {
  const { line, memory, memoryFirst, imports, basis, basis_s, age, edited } = question;
  const hasTime = line.self_s > 0;
  const time = hasTime ? timeParagraphs(question) : [];
  const parts = [
    edited ? '*This line was edited: the numbers are those of the text that stood here.*' : '',
    ...imports,
    ...(memoryFirst ? [...memory, ...time, awaited(line)] : [...time, awaited(line), ...memory]),
    hasTime ? `100 % is ${seconds(basis_s)}: ${basis}. Numbers ${age}.` : `Numbers ${age}.`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function timeParagraphs({ line, native, callers, uncertain }: HoverQuestion): string[] {
  const [low, high] = line.ci95;
  return [
    uncertain
      ? '*May be noise: the interval is wider than the share. More samples tell, from a longer run or a higher rate.*'
      : '',
    `**${seconds(line.self_s)}** on this line · **${shareText(line.share)}** (95 % between ${shareText(low)} and ${shareText(high)})`,
    splitTable(line),
    waits(line),
    nativeList(native),
    callerList(callers),
    `${seconds(line.total_s)} with everything it called · ${samples(line)}`,
  ];
}

function splitTable(line: LineJson): string {
  const rows: readonly (readonly [string, number])[] = [
    ['Python', line.python_s],
    ['Python of libraries', line.library_s],
    ['Native code', line.native_s],
    ['Kernel', line.kernel_s],
    ['Waiting', line.wait_s],
  ];
  const shown = rows.filter(([, value]) => value > 0);
  if (shown.length === 0) return '';
  return ['| | |', '|:--|--:|', ...shown.map(([name, value]) => `| ${name} | ${seconds(value)} |`)].join('\n');
}

function waits(line: LineJson): string {
  const causes = Object.entries(line.waits);
  if (causes.length === 0) return '';
  return `Waited ${causes.map(([cause, value]) => `${waitMeaning[cause] ?? cause} ${seconds(value)}`).join(', ')}.`;
}

/** "12.3 s awaited, by 40 tasks on average while the event loop rested: sleeping 60 %, sockets 40 %." */
function awaited(line: LineJson): string {
  const { await_s, await_s_ci95, tasks_mean } = line;
  if (await_s <= 0) return '';
  const [low, high] = await_s_ci95.map(seconds);
  const shares = awaitShares(line);
  const kinds = shares.map(
    ({ kind, share }) => `${awaitMeaning[kind] ?? kind}${shares.length === 1 ? '' : ` ${shareText(share)}`}`,
  );
  const count = tasks_mean.toFixed(tasks_mean < 9.95 ? 1 : 0);
  const reach = low === high ? '' : ` (95 % between ${low} and ${high})`;
  return `**${seconds(await_s)}** awaited${reach}, by ${count} ${count === '1.0' ? 'task' : 'tasks'} on average while the event loop rested: ${kinds.join(', ')}.`;
}

function nativeList(native: readonly NativeJson[]): string {
  if (native.length === 0) return '';
  const rows = native.slice(0, mostNativeRows).map(({ library, symbol, seconds: time }) => {
    const where = library === '' ? '' : ` in ${code(basename(library))}`;
    return `- ${symbol === '' ? 'unnamed code' : code(symbol)}${where}: ${seconds(time)}`;
  });
  const n_left = native.length - rows.length;
  if (n_left > 0) rows.push(`- and ${n_left} more`);
  return ['Native functions:', ...rows].join('\n');
}

/** Samples may have different weights: what intervals rest on is the effective number. */
function samples(line: LineJson): string {
  if (line.samples === 0) return 'measured, not sampled';
  const count = `${line.samples} ${line.samples === 1 ? 'sample' : 'samples'}`;
  return `${count} (${line.effective_samples.toFixed(0)} effective)`;
}

function callerList(callers: Callers | undefined): string {
  const known = callers?.callers.some(({ name }) => name !== '') ?? false;
  if (callers === undefined || !known) return '';
  const rows = callers.callers
    .slice(0, mostCallers)
    .map((caller) => `- ${callerLink(caller)}: ${seconds(caller.total_s)}`);
  const n_left = callers.callers.length - rows.length;
  if (n_left > 0) rows.push(`- and ${n_left} more`);
  return [`${code(callers.name)} was called by:`, ...rows].join('\n');
}

function callerLink({ name, path, line }: Caller): string {
  if (name === '') return 'Python itself';
  return openLineLink(`${code(name)} ${code(`${basename(path)}:${line}`)}`, path, line);
}

function seconds(value: number): string {
  if (value >= 9.995) return `${value.toFixed(1)} s`;
  if (value >= 0.9995) return `${value.toFixed(2)} s`;
  if (value >= 0.000_95) return `${(value * 1e3).toFixed(value < 0.009_95 ? 1 : 0)} ms`;
  return value > 0 ? `${(value * 1e6).toFixed(0)} µs` : '0 s';
}
