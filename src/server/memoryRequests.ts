/** Answers every request about memory, copies and leaks. Paths in answers are those here. */

import type { FrameJson } from '../protocol/profileJson.ts';
import type { CopyRow, HoldingRow, LeakRow, MemoryRow } from '../protocol/memoryView.ts';
import type { MemoryMarkdownParams } from '../protocol/lsp.ts';
import type { MemoryOrder } from '../protocol/memory.ts';
import { heatStep } from './heatStep.ts';
import type { Answer } from './history.ts';
import { copiesMarkdown, leaksMarkdown, memoryMarkdown } from './memoryMarkdown.ts';
import type { OpenedFile, Shown } from './openedFile.ts';
import type { ShownFiles } from './shownFiles.ts';
import { memoryTimeline } from '../queries/memoryTimeline.ts';

/** What is shown now, as the server knows it. */
export interface ViewState {
  readonly shown: Shown | undefined;
  readonly files: ShownFiles;
  /** `undefined` for a document of which nothing is shown. */
  readonly opened: (uri: string) => OpenedFile | undefined;
}

export function answerMemory(answer: Answer, state: ViewState): void {
  const withShown = <T>(nothing: T, ask: (lists: Lists) => T): T => {
    const { shown, files } = state;
    return shown === undefined ? nothing : ask(listsOf(shown, files));
  };
  answer('heatline/memoryRows', { rows: [] }, ({ order, limit }) =>
    withShown({ rows: [] }, ({ memory }) => ({ rows: memory(order).slice(0, limit) })),
  );
  answer('heatline/copyRows', { rows: [] }, ({ limit }) =>
    withShown({ rows: [] }, ({ copies }) => ({ rows: copies().slice(0, limit) })),
  );
  answer('heatline/leakRows', { rows: [] }, () => withShown({ rows: [] }, ({ leaks }) => ({ rows: leaks() })));
  answer('heatline/memoryMarkdown', { markdown: '' }, (params) => {
    const { shown, files } = state;
    return { markdown: shown === undefined ? '' : markdownOf(shown, files, params) };
  });
  answer('heatline/memoryTimeline', { timeline: null }, () => {
    const { shown } = state;
    if (shown === undefined || shown.profile.summary.memory.memoryMissing !== null) return { timeline: null };
    const { filter } = shown.profile.summary;
    return { timeline: memoryTimeline(shown.opened.profile, filter.thread?.pid ?? filter.pid) };
  });
  answer('heatline/memoryAt', { rows: [] }, ({ seconds, limit }) =>
    withShown({ rows: [] }, ({ held }) => ({ rows: held(seconds, limit) })),
  );
  answer('heatline/documentLeaks', { leaks: [] }, ({ uri }) => {
    const found = state.opened(uri);
    if (found === undefined) return { leaks: [] };
    const local = state.files.toLocal(found.file.path);
    const rows = withShown<LeakRow[]>([], ({ leaks }) => leaks()).filter(({ path }) => path === local);
    return {
      leaks: rows.flatMap((leak) => {
        const at = found.map.toDocument(leak.line);
        return at === undefined || at.edited ? [] : [{ line: at.line, leak }];
      }),
    };
  });
}

/** The lists of the shown files, with the text of their lines. */
interface Lists {
  readonly memory: (order: MemoryOrder) => MemoryRow[];
  readonly copies: () => CopyRow[];
  readonly leaks: () => LeakRow[];
  readonly held: (seconds: number, most: number) => HoldingRow[];
}

function listsOf({ profile, texts }: Shown, files: ShownFiles): Lists {
  const { memory } = profile;
  const isShown = ({ path }: { readonly path: string }): boolean => files.isShown(files.toLocal(path));
  const here = <T extends { readonly path: string }>(entry: T): T => ({ ...entry, path: files.toLocal(entry.path) });
  const placed = <T extends { readonly path: string; readonly line: number }>(row: T): T & { source: string } => {
    const file = profile.file(row.path);
    const source = file === undefined ? '' : (texts.linesOf(file)[row.line - 1] ?? '').trim();
    return { ...here(row), source };
  };
  return {
    memory: (order) =>
      memory
        .lines(order)
        .filter(
          (line) => isShown(line) && isNoticeable(line.share, line.alloc_bytes, profile.summary.memory.alloc_bytes),
        )
        .map(placed),
    copies: () =>
      memory
        .copies()
        .filter((line) => isShown(line) && heatStep(line.share) !== undefined)
        .map(placed),
    leaks: () =>
      memory
        .leaks()
        .filter(isShown)
        .map((leak) => {
          const contexts = leak.evidence.contexts.map((each) => ({
            ...each,
            frames: each.frames.map(here<FrameJson>),
          }));
          return placed({ ...leak, evidence: { ...leak.evidence, contexts } });
        }),
    held: (seconds, most) =>
      memory
        .heldAt(seconds, Number.POSITIVE_INFINITY)
        .filter((line) => isShown(line) && heatStep(line.share) !== undefined)
        .slice(0, most)
        .map(placed),
  };
}

/** Warm in at least one way: others would fill the list with interned names. */
function isNoticeable(share: number, bytes: number, all: number): boolean {
  return heatStep(share) !== undefined || (all > 0 && heatStep(bytes / all) !== undefined);
}

function markdownOf(shown: Shown, files: ShownFiles, { list, order, limit }: MemoryMarkdownParams): string {
  const lists = listsOf(shown, files);
  const run = { summary: shown.profile.summary, command: shown.opened.profile.capture };
  switch (list) {
    case 'memory':
      return memoryMarkdown(run, lists.memory(order).slice(0, limit), order);
    case 'copies':
      return copiesMarkdown(run, lists.copies().slice(0, limit));
    case 'leaks':
      return leaksMarkdown(run, lists.leaks().slice(0, limit));
  }
}
