/** Names of the native functions that a session speaks of, read from the libraries right after the run. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Disposable } from '../base/disposable.ts';
import type { Problem } from '../base/result.ts';
import type { Stream } from '../session/session.ts';
import type { BinarySource } from '../symbolize/elf.ts';
import { readSymbols } from '../symbolize/readSymbols.ts';
import { encodeSymbols } from '../symbolize/symbolTable.ts';
import { symbolsFile } from './sessionFolder.ts';
import { writeWhole } from './wholeFile.ts';

/** Writes `symbols.json`, also when it is empty: then the libraries need not be asked again. */
export function saveSymbols(folder: string, streams: readonly Stream[]): Problem[] {
  const source = openBinarySource();
  try {
    const { symbols, problems } = readSymbols(streams, source);
    writeWhole(join(folder, symbolsFile), encodeSymbols(symbols));
    return problems;
  } finally {
    source.dispose();
  }
}

/** Files of this machine. Keeps what it has opened until it is disposed. */
function openBinarySource(): BinarySource & Disposable {
  const open = new Map<string, { readonly fd: number; readonly size: number } | undefined>();
  const find = (path: string): { readonly fd: number; readonly size: number } | undefined => {
    if (!open.has(path)) open.set(path, openFile(path));
    return open.get(path);
  };
  return {
    read(path, offset, length) {
      const file = find(path);
      if (file === undefined) return undefined;
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, file.size - offset)));
      return bytes.subarray(0, bytes.length === 0 ? 0 : readSync(file.fd, bytes, 0, bytes.length, offset));
    },
    size(path) {
      return find(path)?.size;
    },
    dispose() {
      for (const file of open.values()) if (file !== undefined) closeSync(file.fd);
      open.clear();
    },
  };
}

/** Only regular files: a library's path is the word of a session file, and reading a device could block. */
function openFile(path: string): { readonly fd: number; readonly size: number } | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() ? { fd: openSync(path, 'r'), size: stat.size } : undefined;
  } catch {
    // Deleted since, or not ours to read.
    return undefined;
  }
}
