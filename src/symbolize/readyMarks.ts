/** When each process of a session was first seen to have come to the function that the user marked. */
import type { Problem } from '../base/result.ts';
import type { ReadyFacts } from '../profile/tables.ts';
import type { SessionInfo, Stream } from '../session/session.ts';
import type { ImportsInput } from './streamImports.ts';

/**
 * By stream the monotonic time in ns, `undefined` for never. What a process started after it had come there goes on from there: it has seen the mark
 * before it began.
 *
 * @param streams in the order in which they began
 * @param parents by stream the index of its parent's, -1 for none
 */
export function marksSeen(streams: readonly Stream[], parents: readonly number[]): (number | undefined)[] {
  const seen: (number | undefined)[] = [];
  for (const [index, { header, events }] of streams.entries()) {
    const before = [parents[index] ?? -1, replaced(streams, index)].flatMap((at) => seen[at] ?? []);
    const own = events.filter(({ kind }) => kind === 'ready').map(({ monoNs }) => monoNs);
    seen.push(earliest(before.filter((monoNs) => monoNs <= header.startMonoNs).concat(own)));
  }
  return seen;
}

/** Of as many as a damaged stream may hold. */
function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((least, time) => Math.min(least, time));
}

/** The stream of the program that this one took the place of by exec, -1 for none. */
function replaced(streams: readonly Stream[], index: number): number {
  const pid = streams[index]?.header.pid;
  return streams.findLastIndex(({ header }, at) => at < index && header.pid === pid && header.endKind === 'exec');
}

export function markOf({ header }: Stream, seenNs: number | undefined): NonNullable<ImportsInput['mark']> {
  if (seenNs === undefined) return 'none';
  return seenNs <= header.startMonoNs ? 'before' : 'seen';
}

/** What the session says of its mark; one that no process came to is a problem, once all are over. */
export function readyFacts(
  { readyAt, state }: SessionInfo,
  streams: readonly Stream[],
  marks: readonly (number | undefined)[],
  problems: Problem[],
): ReadyFacts | null {
  if (readyAt === undefined) return null;
  const firstNs = streams[0]?.header.startMonoNs ?? 0;
  const seenNs = earliest(marks.filter((monoNs) => monoNs !== undefined));
  if (seenNs !== undefined) return { function: readyAt, seconds: (seenNs - firstNs) * 1e-9 };
  if (state === 'ended' && streams.length > 0)
    problems.push({ code: 'ready-at-not-seen', message: unseenText(readyAt) });
  return { function: readyAt, seconds: null };
}

function unseenText(readyAt: string): string {
  return (
    `The function "${readyAt}", with which initialisation was to end (--ready-at), was not seen at work, so initialisation ends with the imports at module level. ` +
    'Check the name and its file: a method is named "Class.method".'
  );
}
