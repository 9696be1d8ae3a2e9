/** Answers every request about imports. Paths in answers are those here. */

import type { ImportFlame } from '../protocol/importFlame.ts';
import type { ImportRow } from '../protocol/importView.ts';
import type { ImportFinding, ImportPlace } from '../protocol/imports.ts';
import type { Answer } from './history.ts';
import { importParagraphs, savingText } from './importHover.ts';
import { importsMarkdown } from './importMarkdown.ts';
import { importTreeText } from './importTreeText.ts';
import type { ViewState } from './memoryRequests.ts';
import type { ShownFiles } from './shownFiles.ts';

export function answerImports(answer: Answer, state: ViewState): void {
  answer('heatline/documentImports', { imports: [] }, ({ uri }) => {
    const { shown, files } = state;
    const found = state.opened(uri);
    if (shown === undefined || found === undefined) return { imports: [] };
    const imports = shown.imports.lines(found.file.path).flatMap((each) => {
      const at = found.map.toDocument(each.line);
      if (at === undefined || at.edited) return [];
      const details = importParagraphs(each, files.toLocal).join('\n\n');
      return [{ line: at.line, import: each, details, advice: each.findings.filter(isOwn).map(adviceOf) }];
    });
    // A block of lines may have been moved.
    return { imports: imports.sort((a, b) => a.line - b.line) };
  });
  answer('heatline/importAdvice', { paths: [] }, () => {
    const { shown, files } = state;
    const findings = shown?.imports.report().findings.filter(isOwn) ?? [];
    const paths = findings.map(({ path }) => files.toLocal(path)).filter((path) => files.isShown(path));
    return { paths: [...new Set(paths)] };
  });
  answer('heatline/importRows', { rows: [], init_s: 0 }, ({ order, below }) => {
    const { shown, files } = state;
    if (shown === undefined) return { rows: [], init_s: 0 };
    const { imports } = shown;
    const rows = below === '' ? imports.libraries(order) : imports.modules(below, order);
    return { rows: rows.map((row) => rowHere(row, files)), init_s: imports.report().init_s };
  });
  answer('heatline/importsMarkdown', { markdown: '' }, ({ order, limit }) => {
    const { shown } = state;
    if (shown === undefined) return { markdown: '' };
    const { profile, opened, imports } = shown;
    const run = { summary: profile.summary, command: opened.profile.capture };
    const rows = imports.libraries(order).slice(0, limit);
    return { markdown: importsMarkdown(run, { rows, order, init_s: imports.report().init_s }) };
  });
  answer('heatline/importFlame', { flame: null }, ({ pid }) => {
    const flame = state.shown?.imports.flame(pid) ?? null;
    return { flame: flame === null ? null : flameHere(flame, state.files) };
  });
  answer('heatline/importTreeText', { text: '' }, ({ pid }) => {
    const { shown } = state;
    const flame = shown?.imports.flame(pid) ?? null;
    if (shown === undefined || flame === null) return { text: '' };
    return { text: importTreeText(shown.profile.summary.program, flame) };
  });
}

function isOwn({ own }: ImportFinding): boolean {
  return own;
}

function adviceOf(finding: ImportFinding): { pattern: ImportFinding['pattern']; message: string } {
  return { pattern: finding.pattern, message: `${finding.message}\n${savingText(finding)}` };
}

function rowHere(row: ImportRow, files: ShownFiles): ImportRow {
  const here = ({ path, line }: ImportPlace): ImportPlace => ({ path: files.toLocal(path), line });
  return { ...row, chain: row.chain.map(here) };
}

function flameHere(flame: ImportFlame, files: ShownFiles): ImportFlame {
  const boxes = flame.boxes.map((box) =>
    box.importer === null ? box : { ...box, importer: { ...box.importer, path: files.toLocal(box.importer.path) } },
  );
  return { ...flame, boxes };
}
