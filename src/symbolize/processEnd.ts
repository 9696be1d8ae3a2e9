/** When a process ended, on CLOCK_MONOTONIC in ns, from whatever is left of it. */
import type { SessionInfo, Stream, StreamHeader } from '../session/session.ts';

/**
 * A process that ended by itself says when. One that was killed, or that still runs, was last seen at its latest checkpoint, sample
 * or beginning of a blocking call; of the first process the runner also knows when it was gone.
 */
export function processEndNs(stream: Stream, info: SessionInfo): number {
  const seen = lastSeenNs(stream, info);
  const { windowBeginNs, windowEndNs } = stream.header;
  return Math.max(windowEndNs > 0 ? Math.min(seen, windowEndNs) : seen, Math.min(seen, windowBeginNs));
}

/** When what is recorded of a process began. */
export function recordedFromNs({ startMonoNs, windowBeginNs }: StreamHeader): number {
  return Math.max(startMonoNs, windowBeginNs);
}

function lastSeenNs(stream: Stream, info: SessionInfo): number {
  const { header } = stream;
  if (header.endMonoNs > 0) return header.endMonoNs;
  let seenNs = Math.max(header.startMonoNs, header.checkpoint?.monoNs ?? 0);
  for (const thread of stream.threads) {
    seenNs = Math.max(seenNs, thread.startNs, thread.seenNs, thread.blockedSinceNs);
  }
  const goneNs = header.pid === info.pid ? runnerEndNs(stream, info) : undefined;
  return goneNs === undefined ? seenNs : Math.max(seenNs, goneNs);
}

function runnerEndNs({ header }: Stream, info: SessionInfo): number | undefined {
  const startedMs = Date.parse(info.startedAt);
  if (info.end === undefined || Number.isNaN(startedMs) || header.startRealNs === 0) return undefined;
  const sinceRecordingNs = startedMs * 1e6 + info.end.wallNs - header.startRealNs;
  // A clock that was set meanwhile could put the end anywhere: no later than the runner's own measure allows.
  return sinceRecordingNs < 0 ? undefined : header.startMonoNs + Math.min(sinceRecordingNs, info.end.wallNs);
}
