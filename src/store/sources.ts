/**
 * The text of the files in scope, as they were during the run: what greys lines out after an edit, and what is shown when the
 * file has changed or gone.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { KeptSource } from '../symbolize/buildProfile.ts';
import { readRegularFile, readText } from './regularFile.ts';
import { sourcesFile, sourcesFolder } from './sessionFolder.ts';
import { writeWhole } from './wholeFile.ts';

const mostFileBytes = 4 * 1024 * 1024;
const mostBytes = 64 * 1024 * 1024;
const mostFiles = 5_000;

export interface SourceKeeper {
  /** Keeps the file's text as it is now; a file is read once. What isn't a readable file is left out. */
  keepFile(path: string): void;
  /** Keeps a text that is in no file, such as that of `-c`. */
  keepText(path: string, text: string): void;
  /** Writes the list of what was kept. */
  save(): void;
}

export function keepSources(folder: string): SourceKeeper {
  const kept = new Map<string, KeptSource>(readSources(folder).map((source) => [source.path, source]));
  const refused = new Set<string>();
  let bytesKept = 0;
  const keep = (path: string, contents: Uint8Array): void => {
    const sha256 = createHash('sha256').update(contents).digest('hex');
    const file = join(folder, sourcesFolder, sha256);
    if (!existsSync(file)) {
      mkdirSync(join(folder, sourcesFolder), { recursive: true, mode: 0o700 });
      writeWhole(file, contents);
    }
    bytesKept += contents.length;
    kept.set(path, { path, sha256 });
  };
  return {
    keepFile(path) {
      if (kept.has(path) || refused.has(path) || kept.size >= mostFiles) return;
      const contents = readSourceFile(path);
      if (contents === undefined || bytesKept + contents.length > mostBytes) refused.add(path);
      else keep(path, contents);
    },
    keepText(path, text) {
      keep(path, new TextEncoder().encode(text));
    },
    save() {
      writeWhole(join(folder, sourcesFile), `${JSON.stringify({ version: 1, files: [...kept.values()] })}\n`);
    },
  };
}

/** What a session kept; empty when it kept nothing or the list is damaged. */
export function readSources(folder: string): KeptSource[] {
  const path = join(folder, sourcesFile);
  if (!existsSync(path)) return [];
  let value: unknown;
  try {
    value = JSON.parse(readText(path));
  } catch {
    // A damaged list costs the texts, not the numbers.
    return [];
  }
  const files: unknown = typeof value === 'object' && value !== null && 'files' in value ? value.files : undefined;
  return Array.isArray(files) ? files.filter(isKeptSource) : [];
}

/** The text kept under `sha256`, `undefined` when there is none. */
export function readKeptText(folder: string, sha256: string): string | undefined {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  const contents = readSourceFile(join(folder, sourcesFolder, sha256));
  return contents === undefined ? undefined : new TextDecoder().decode(contents);
}

function readSourceFile(path: string): Uint8Array | undefined {
  const contents = readRegularFile(path, mostFileBytes + 1);
  return contents !== undefined && contents.length <= mostFileBytes ? contents : undefined;
}

function isKeptSource(value: unknown): value is KeptSource {
  if (typeof value !== 'object' || value === null) return false;
  return 'path' in value && typeof value.path === 'string' && 'sha256' in value && typeof value.sha256 === 'string';
}
