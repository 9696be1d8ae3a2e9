/**
 * Tells when sessions come, go, end or are named, by whomever. The root is watched, and each session's folder for the two files
 * that matter: what a capture drains into its folder meanwhile wakes nobody.
 */
import { mkdirSync, watch, type FSWatcher } from 'node:fs';
import { basename } from 'node:path';

import type { Disposable } from '../base/disposable.ts';
import { sessionFolders } from './listSessions.ts';
import { nameFile, sessionFile } from './sessionFolder.ts';

/** Several changes at once are told as one, so much later. */
const settleMs = 250;
/** Each costs an inotify watch, of which a user has some thousand. */
const mostFolders = 200;

export function watchSessions(root: string, changed: () => void, failed: (error: unknown) => void): Disposable {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      // First, so that nothing that happens from now on is missed.
      follow();
      changed();
    }, settleMs);
  };

  function add(folder: string, matters: (file: string | null) => boolean): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, file) => {
        if (matters(file)) soon();
      });
      watcher.on('error', failed);
      watchers.set(folder, watcher);
    } catch (error) {
      failed(error);
    }
  }

  function follow(): void {
    const newest = sessionFolders(root)
      .sort((a, b) => (basename(a) < basename(b) ? 1 : -1))
      .slice(0, mostFolders);
    for (const folder of newest) if (!watchers.has(folder)) add(folder, isToldFile);
    const kept = new Set([root, ...newest]);
    for (const [folder, watcher] of watchers) {
      if (kept.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
  }

  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    add(root, () => true);
    follow();
  } catch (error) {
    failed(error);
  }
  return {
    dispose() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

function isToldFile(file: string | null): boolean {
  return file === null || file === sessionFile || file === nameFile;
}
