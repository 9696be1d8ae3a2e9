/** The body of a report about memory, copies or leaks. */
import type { Profile } from '../profile/profile.ts';
import { copyLines } from '../queries/copyLines.ts';
import { leaks } from '../queries/leaks.ts';
import { memoryLines } from '../queries/memoryLines.ts';
import type { Question } from '../queries/question.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';
import { formatLeaks } from './leakText.ts';
import { formatCopyLines, formatMemoryLines, type TableOptions } from './memoryTable.ts';

export const memoryViews = ['memory', 'copies', 'leaks'] as const;
export type MemoryView = (typeof memoryViews)[number];

export function isMemoryView(by: string): by is MemoryView {
  return memoryViews.some((view) => view === by);
}

/** Rows, or the sentence that says why there are none. */
export function memoryBody(
  view: MemoryView,
  profile: Profile,
  question: Question,
  quality: ProfileJson['quality'],
  { top, ...options }: TableOptions & { readonly top: number },
): string[] {
  if ((view === 'copies' ? quality.copies : quality.memory) === null) return [notMeasured(view, profile, quality)];
  switch (view) {
    case 'memory': {
      const lines = memoryLines(profile, question).slice(0, top);
      return lines.length === 0
        ? ['No line in scope allocated enough to be sampled.']
        : formatMemoryLines(lines, options);
    }
    case 'copies': {
      const lines = copyLines(profile, question).slice(0, top);
      return lines.length === 0 ? ['No line in scope copied enough to be sampled.'] : formatCopyLines(lines, options);
    }
    case 'leaks': {
      const found = leaks(profile, question).slice(0, top);
      return found.length === 0 ? ['No line is suspected of leaking.'] : formatLeaks(found, options);
    }
  }
}

function notMeasured(view: MemoryView, { capture }: Profile, { unavailable }: ProfileJson['quality']): string {
  const what = view === 'copies' ? 'Copies were' : 'Memory was';
  const asked = capture.memory;
  if (unavailable.includes('allocator')) {
    const library = asked?.otherAllocator ?? 'an allocator of its own';
    return `${what} not measured: the program has ${library}, which keeps its place.`;
  }
  if (asked === null) return `${what} not measured: this run was recorded by an older version.`;
  const wanted = view === 'copies' ? asked.copies : asked.allocations;
  return wanted ? `${what} not measured: there was no room for it.` : `${what} not asked for in this run.`;
}
