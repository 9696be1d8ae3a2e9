/** Functions, files and threads as tables. */
import { plusMinusText, shareText } from '../base/shareText.ts';
import type { FileJson, FunctionJson, ThreadJson } from '../protocol/profileJson.ts';
import { heat } from './colour.ts';
import { formatSeconds } from './format.ts';
import { formatTable } from './table.ts';
import type { TextStyle } from './terminal.ts';

export function formatFunctions(
  functions: readonly FunctionJson[],
  shortPath: (path: string) => string,
  style: TextStyle,
): string[] {
  const rows = functions.map(({ name, path, line, self_s: self, total_s: total, share, ci95 }) => [
    { text: shareText(share), paint: (text: string) => heat(style, share, text) },
    { text: plusMinusText(share, ci95) },
    { text: formatSeconds(self) },
    { text: formatSeconds(total) },
    { text: name },
    { text: `${shortPath(path)}:${line}` },
  ]);
  return formatTable(
    [
      { title: 'share', align: 'right' },
      { title: '', align: 'left' },
      { title: 'self', align: 'right' },
      { title: 'total', align: 'right' },
      { title: 'function', align: 'left' },
      { title: 'where', align: 'left', cut: 'start' },
    ],
    rows,
    style,
  );
}

export function formatFiles(
  files: readonly FileJson[],
  shortPath: (path: string) => string,
  style: TextStyle,
): string[] {
  const rows = files.map(({ path, self_s: self, lines }) => [
    { text: formatSeconds(self) },
    { text: String(lines.length) },
    { text: shortPath(path) },
  ]);
  return formatTable(
    [
      { title: 'self', align: 'right' },
      { title: 'lines', align: 'right' },
      { title: 'file', align: 'left', cut: 'start' },
    ],
    rows,
    style,
  );
}

export function formatThreads(threads: readonly ThreadJson[], style: TextStyle): string[] {
  const rows = threads.map((thread) => [
    { text: `${thread.pid}:${thread.tid}` },
    { text: formatSeconds(thread.lifetime_s) },
    ...[
      thread.python_s,
      thread.native_s,
      thread.kernel_s,
      thread.wait_s,
      thread.gil_wait_s,
      thread.scheduled_out_s,
    ].map((seconds) => ({
      text: formatSeconds(seconds),
    })),
    { text: `${thread.name}${thread.main ? ' (main)' : ''}${thread.count > 1 ? ` ×${thread.count}` : ''}` },
  ]);
  const titles = ['process:thread', 'lifetime', 'python', 'native', 'kernel', 'wait', 'of it GIL', 'not scheduled'];
  return formatTable(
    [...titles.map((title) => ({ title, align: 'right' }) as const), { title: 'thread', align: 'left', cut: 'end' }],
    rows,
    style,
  );
}
