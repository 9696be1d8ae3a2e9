/** The lists of memory, copies and leaks as Markdown tables that can stand in a pull request. Numbers are formatted here, not made. */

import { bytesText, bytesWithinText } from '../base/bytesText.ts';
import type { SessionSummary } from '../protocol/heat.ts';
import type { MemoryOrder } from '../protocol/memory.ts';
import type { CopyRow, LeakRow, MemoryRow } from '../protocol/memoryView.ts';
import { commandText, shortPath, type Command } from './commandText.ts';
import { code, cut, date } from './markdownTable.ts';

export interface ListedRun {
  readonly summary: SessionSummary;
  readonly command: Command;
}

const orderWords: Readonly<Record<MemoryOrder, string>> = {
  peak: 'live at the peak',
  allocated: 'allocated',
  live: 'live at the end',
};

export function memoryMarkdown(run: ListedRun, rows: readonly MemoryRow[], order: MemoryOrder): string {
  const { memory } = run.summary;
  const about = `Peak of live memory ${bytesText(memory.peak_live_bytes)}, RSS ${bytesText(memory.peak_rss_bytes)}. Ordered by: ${orderWords[order]}.`;
  const table = rows.map((row) =>
    cells([
      place(row, run),
      bytesWithinText(row.at_peak_bytes, row.at_peak_bytes_ci95),
      bytesWithinText(row.alloc_bytes, row.alloc_bytes_ci95),
      bytesWithinText(row.live_end_bytes, row.live_end_bytes_ci95),
      `${(row.python_fraction * 100).toFixed(0)} %`,
      code(cut(row.source)),
    ]),
  );
  const head = ['| line | at the peak | allocated | live at the end | Python | code |', '|:--|--:|--:|--:|--:|:--|'];
  return page(
    'Memory profile',
    run,
    about,
    rows.length === 0 ? ['No line held a noticeable part.'] : [...head, ...table],
  );
}

export function copiesMarkdown(run: ListedRun, rows: readonly CopyRow[]): string {
  const about = `${bytesText(run.summary.memory.copy_bytes)} copied in all.`;
  const table = rows.map((row) =>
    cells([
      place(row, run),
      bytesWithinText(row.bytes, row.ci95),
      `${bytesText(row.bytes_s)}/s`,
      row.kinds.map(({ kind }) => kind).join(', '),
      code(cut(row.source)),
    ]),
  );
  const head = ['| line | copied | rate | kinds | code |', '|:--|--:|--:|:--|:--|'];
  return page(
    'Copy profile',
    run,
    about,
    rows.length === 0 ? ['No line copied a noticeable part.'] : [...head, ...table],
  );
}

export function leaksMarkdown(run: ListedRun, rows: readonly LeakRow[]): string {
  const table = rows.map((row) => {
    const { samples, freed, live_bytes } = row.evidence;
    return cells([
      place(row, run),
      `${bytesWithinText(row.rate_bytes_s, row.ci95)} per second`,
      `${freed} of ${samples}`,
      bytesText(live_bytes),
      code(cut(row.source)),
    ]);
  });
  const head = ['| line | growth | sampled blocks freed | live at the end | code |', '|:--|--:|--:|--:|:--|'];
  const about = `Peak of live memory ${bytesText(run.summary.memory.peak_live_bytes)}.`;
  return page('Suspected leaks', run, about, rows.length === 0 ? ['No line looks like a leak.'] : [...head, ...table]);
}

export function page(title: string, { summary, command }: ListedRun, about: string, body: readonly string[]): string {
  const python = summary.pythonVersion === '' ? '' : `, Python ${summary.pythonVersion}`;
  const head = `**${title}** of ${code(commandText(command))}${python}, ${date(summary.startedAt)} (Heatline)`;
  return [head, '', about, '', ...body, ''].join('\n');
}

export function place(
  { path, line }: { readonly path: string; readonly line: number },
  { command }: ListedRun,
): string {
  return code(`${shortPath(path, command.cwd)}:${line}`);
}

export function cells(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}
