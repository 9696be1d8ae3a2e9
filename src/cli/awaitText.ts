/** What tasks awaited by line, and the longest times that their loops did not rest, as text. */
import { shareText } from '../base/shareText.ts';
import type { AwaitJson, ProfileJson, StallJson } from '../protocol/profileJson.ts';
import { awaitShares, longestAwaits } from '../queries/longestAwaits.ts';
import { heat } from './colour.ts';
import { formatSeconds, printableSource } from './format.ts';
import type { TableOptions } from './memoryTable.ts';
import { formatTable } from './table.ts';

/** Rows, or the sentence that says why there are none. */
export function awaitBody(json: ProfileJson, options: TableOptions & { readonly top: number }): string[] {
  const lines = longestAwaits(json.files).slice(0, options.top);
  if (lines.length === 0) return [nothingAwaited(json, 'No line in scope was awaited while a loop rested.')];
  const { style } = options;
  const rows = lines.map((line) => [
    { text: formatSeconds(line.await_s), paint: (text: string) => heat(style, line.await_share, text) },
    { text: shareText(line.await_share) },
    { text: formatTasks(line.tasks_mean) },
    { text: kindText(line) },
    { text: `${options.shortPath(line.path)}:${line.line}` },
    { text: sourceText(options, line) },
  ]);
  return formatTable(
    [
      { title: 'awaited', align: 'right' },
      { title: 'share', align: 'right' },
      { title: 'tasks', align: 'right' },
      { title: 'for', align: 'left' },
      { title: 'where', align: 'left' },
      { title: 'line', align: 'left', cut: 'end' },
    ],
    rows,
    style,
  );
}

/** Rows, or the sentence that says why there are none. */
export function stallBody(json: ProfileJson, options: TableOptions & { readonly top: number }): string[] {
  const stalls = json.stalls.slice(0, options.top);
  if (stalls.length === 0) return [nothingAwaited(json, 'No event loop went on for 50 ms without resting.')];
  const rows = stalls.map((stall) => [
    { text: formatSeconds(stall.duration_s) },
    { text: formatSeconds(stall.t_s) },
    { text: stall.kind === 'wait' ? 'blocked' : 'computing' },
    { text: placeText(stall, options.shortPath) },
    { text: stall.path === null ? '' : sourceText(options, { path: stall.path, line: stall.line ?? 0 }) },
  ]);
  return formatTable(
    [
      { title: 'stalled', align: 'right' },
      { title: 'at', align: 'right' },
      { title: 'by', align: 'left' },
      { title: 'where', align: 'left' },
      { title: 'line', align: 'left', cut: 'end' },
    ],
    rows,
    options.style,
  );
}

/** The line below a report of times; none for a program without a loop. */
export function formatLoops(
  { quality: { tasks }, stalls, files }: ProfileJson,
  shortPath: (path: string) => string,
): string[] {
  if (tasks === null || tasks.rests === 0) return [];
  const [most] = longestAwaits(files);
  const [longest] = stalls;
  const parts = [
    ...(most === undefined
      ? []
      : [
          `most awaited ${shortPath(most.path)}:${most.line}, ${formatSeconds(most.await_s)} (${kindText(most)}; --by await)`,
        ]),
    ...(longest === undefined
      ? []
      : [`longest stall ${formatSeconds(longest.duration_s)} at ${placeText(longest, shortPath)} (--stalls)`]),
  ];
  return parts.length === 0 ? [] : [`asyncio: ${parts.join('; ')}.`];
}

function nothingAwaited({ quality: { tasks, unavailable } }: ProfileJson, otherwise: string): string {
  if (unavailable.includes('tasks')) return "The tasks could not be read: they are not of asyncio's own type.";
  if (tasks !== null && tasks.rests > 0) return otherwise;
  return tasks === null
    ? 'No event loop of asyncio rested in this run.'
    : `Tasks of ${tasks.not_seen.join(' and ')} are not seen; no event loop of asyncio rested in this run.`;
}

function placeText({ path, line }: StallJson, shortPath: (path: string) => string): string {
  return path === null ? 'a place out of scope' : `${shortPath(path)}:${line ?? 0}`;
}

function formatTasks(count: number): string {
  return count >= 99.5 ? count.toFixed(0) : count.toFixed(count >= 9.95 ? 1 : 2);
}

/** "sleep", "sleep 60 %, socket 40 %" */
function kindText(line: AwaitJson): string {
  const kinds = awaitShares(line);
  if (kinds.length === 1) return kinds[0]?.kind ?? '';
  return kinds.map(({ kind, share }) => `${kind} ${shareText(share)}`).join(', ');
}

function sourceText({ sourceOf }: TableOptions, { path, line }: { path: string; line: number }): string {
  return printableSource(sourceOf(path)?.[line - 1] ?? '').trimStart();
}
