/**
 * speedscope's own JSON format, one profile for each thread.
 *
 * The capture keeps sums by stack, not a sequence. The time axis is therefore laid out by stack: frames that belong together stand
 * together, widths are exact, the order means nothing. Events instead of samples, because they take space by tree edges and not by
 * stack depth. Format: the schema in the npm package `speedscope` (file-format-schema.json).
 */
import type { Profile } from '../profile/profile.ts';
import type { Question } from '../queries/question.ts';
import { buildStackTree, type StackTree } from './stackTree.ts';
import { threadCells, type ThreadCells } from './threadCells.ts';
import { threadLabel } from './threadLabel.ts';

interface StackEvent {
  readonly type: 'O' | 'C';
  readonly frame: number;
  /** Nanoseconds from the thread's first stack. */
  readonly at: number;
}

interface EventedProfile {
  readonly type: 'evented';
  readonly name: string;
  readonly unit: 'nanoseconds';
  readonly startValue: number;
  readonly endValue: number;
  readonly events: readonly StackEvent[];
}

export function exportSpeedscope(profile: Profile, question: Question): string {
  const tree = buildStackTree(profile);
  const threads = threadCells(profile, question, 'every');
  const profiles = threads.map((thread) => eventedProfile(profile, tree, thread));
  const mainIndex = threads.findIndex(({ thread }) => isStartedMain(profile, thread));
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'heatline',
    name: profile.capture.command.join(' '),
    activeProfileIndex: Math.max(0, mainIndex),
    // A file without any profile can't be opened.
    profiles: profiles.length > 0 ? profiles : [emptyProfile],
    shared: {
      frames: tree.frames.map(({ name, path, line }) => ({ name, ...(path && { file: path }), ...(line && { line }) })),
    },
  });
}

const emptyProfile: EventedProfile = {
  type: 'evented',
  name: 'no time was captured',
  unit: 'nanoseconds',
  startValue: 0,
  endValue: 0,
  events: [],
};

function isStartedMain({ capture, threads }: Profile, thread: number): boolean {
  const row = threads[thread];
  return row !== undefined && row.main && row.pid === capture.pid;
}

function eventedProfile(profile: Profile, tree: StackTree, { thread, cells }: ThreadCells): EventedProfile {
  const events: StackEvent[] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  let seconds = 0;
  let at = 0;
  for (const cell of cells) {
    const entered: number[] = [];
    let row = tree.rowOfCell(cell);
    for (; row >= 0 && !isOpen.has(row); row = tree.parent[row] ?? -1) entered.push(row);
    closeDownTo(row);
    for (const each of entered.reverse()) {
      events.push({ type: 'O', frame: tree.frame[each] ?? 0, at });
      open.push(each);
      isOpen.add(each);
    }
    // Rounded where it accumulates: no error adds up over many cells.
    seconds += profile.cells.seconds[cell] ?? 0;
    at = Math.round(seconds * 1e9);
  }
  closeDownTo(-1);
  return {
    type: 'evented',
    name: threadLabel(profile, thread),
    unit: 'nanoseconds',
    startValue: 0,
    endValue: at,
    events,
  };

  /** Closes what is open below `row`, -1 for everything. */
  function closeDownTo(row: number): void {
    for (let last = open.at(-1) ?? -1; last !== row; last = open.at(-1) ?? -1) {
      events.push({ type: 'C', frame: tree.frame[last] ?? 0, at });
      isOpen.delete(last);
      open.pop();
    }
  }
}
