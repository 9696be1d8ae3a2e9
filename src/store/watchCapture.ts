/** While a capture runs: takes the streams of ended processes, keeps the sources early, reads PSS, and sees a request to cancel. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Disposable } from '../base/disposable.ts';
import { decodeStream } from '../session/decode.ts';
import { absolutePath } from '../symbolize/sourcePath.ts';
import type { NewSession } from './createSession.ts';
import { drainEnded, listStreams, readMore, readStream } from './drain.ts';
import { collectedChildrenCpuNs } from './liveness.ts';
import { keepPss, type PssKeeper } from './pss.ts';
import { cancelFile } from './sessionFolder.ts';
import { keepSources, type SourceKeeper } from './sources.ts';

export interface WatchOptions {
  /** The started file, kept at once. */
  readonly script: string | null;
  /** Whether the text of this file is to be kept. */
  readonly isInScope: (path: string) => boolean;
  /** Called once when the session's folder gets a file `cancel`. */
  readonly cancel: () => void;
}

export interface CaptureWatch extends Disposable {
  readonly sources: SourceKeeper;
  /** Absent where memory is not recorded. */
  readonly pss: PssKeeper | undefined;
  /** CPU time in ns of the target's collected processes since the watch began. */
  childrenCpuNs(): number;
}

const tickMs = 1_000;
/** Streams are decoded for their file names after 2, 4, 8, … ticks: new files become rare. */
const firstLookTicks = 2;

export function watchCapture(session: NewSession, options: WatchOptions): CaptureWatch {
  const sources = keepSources(session.folder);
  const pss = session.info.memory?.allocations === true ? keepPss(session) : undefined;
  const cpuBeforeNs = collectedChildrenCpuNs();
  if (options.script !== null) sources.keepFile(options.script);
  let ticks = 0;
  let nextLook = firstLookTicks;
  let cancelled = false;
  const timer = setInterval(() => {
    ticks += 1;
    if (!cancelled && existsSync(join(session.folder, cancelFile))) {
      cancelled = true;
      options.cancel();
    }
    drainEnded(session);
    if (ticks < nextLook) return;
    nextLook *= 2;
    for (const path of seenFiles(session)) if (options.isInScope(path)) sources.keepFile(path);
  }, tickMs);
  return {
    sources,
    pss,
    childrenCpuNs: () => collectedChildrenCpuNs() - cpuBeforeNs,
    dispose() {
      clearInterval(timer);
      pss?.stop();
    },
  };
}

/** The files of the code objects that the streams in the private folder speak of. */
function seenFiles({ shm, folder, info }: NewSession): Set<string> {
  const paths = new Set<string>();
  for (const name of listStreams(shm)) {
    const { stream } = decodeStream(readStream(join(shm, name)), readMore(folder, name));
    if (stream === undefined) continue;
    const directory = stream.process.directory === '' ? info.cwd : stream.process.directory;
    for (const { filename } of stream.codes.values()) {
      paths.add(absolutePath(stream.strings.get(filename) ?? '', directory));
    }
  }
  return paths;
}
