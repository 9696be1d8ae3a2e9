/** What became of the capture as a whole, from the runner's word, the tree's counters and the first process's own end. */
import type { CaptureFate, Traceback } from '../profile/tables.ts';
import type { CaptureCounters } from '../session/captureFile.ts';
import type { SessionInfo, Stream } from '../session/session.ts';
import { absolutePath } from './sourcePath.ts';

export function captureFate(
  info: SessionInfo,
  streams: readonly Stream[],
  counters: CaptureCounters | undefined,
  live: boolean,
): CaptureFate {
  // A process that became another Python by exec has one stream for each.
  const last = streams
    .filter(({ header }) => header.pid === info.pid)
    .toSorted((a, b) => a.header.startMonoNs - b.header.startMonoNs)
    .at(-1);
  return {
    streams: streams.length,
    ready: streams.filter(({ header }) => header.state !== 'starting').length,
    foreign: counters?.foreign ?? 0,
    pythonVersion: info.end?.evidence?.pythonVersion ?? '',
    refused: counters?.refused ?? 0,
    endKind: last?.header.endKind ?? 'none',
    live,
    outOfMemory: info.end?.evidence?.outOfMemory ?? false,
    syntaxError: info.end?.evidence?.syntaxError ?? null,
    traceback: last === undefined ? null : readTraceback(last, info.cwd),
  };
}

/** Lines of "<line> <file>", the last is where it was raised, then "! <type>". */
function readTraceback({ process }: Stream, cwd: string): Traceback | null {
  const directory = process.directory === '' ? cwd : process.directory;
  let exception = '';
  const frames: { path: string; line: number }[] = [];
  for (const text of process.traceback.split('\n')) {
    const [, word = '', rest = ''] = /^(\d{1,9}|!) (.+)$/.exec(text) ?? [];
    if (word === '!') exception = rest;
    else if (word !== '') frames.push({ path: absolutePath(rest, directory), line: Number(word) });
  }
  return frames.length === 0 ? null : { exception, frames };
}
