/** Which part of a run was recorded, from what was asked for and what the processes say. */
import type { WindowFacts } from '../profile/tables.ts';
import type { SessionInfo, Stream } from '../session/session.ts';

/** @param streams in whatever order */
export function windowFacts({ window, end }: SessionInfo, streams: readonly Stream[]): WindowFacts | null {
  if (window === undefined) return null;
  const headers = streams.map((stream) => stream.header);
  const firstNs = Math.min(...headers.map(({ startMonoNs }) => startMonoNs));
  const ends = headers.map(({ windowEndNs }) => windowEndNs).filter((ns) => ns > 0);
  const wallSeconds = end === undefined ? Infinity : end.wallNs * 1e-9;
  const asked =
    window.durationSeconds === null ? null : Math.round((window.delaySeconds + window.durationSeconds) * 1e9) / 1e9;
  // When a signal came only the core knows.
  const bySignal = window.untilSignal !== null && ends.length > 0;
  const endSeconds = bySignal ? (Math.max(...ends) - firstNs) * 1e-9 : asked;
  return {
    beginSeconds: window.delaySeconds,
    endSeconds: endSeconds !== null && endSeconds < wallSeconds ? endSeconds : null,
    opened: window.delaySeconds < wallSeconds,
  };
}
