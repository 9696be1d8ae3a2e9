/**
 * How much of the past is kept: 50 sessions and 1 GiB, or as many bytes as `limits.json` in the sessions' root says. The editor
 * writes that file from its setting, so that its runs and those of the command line keep to the same limit.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { isJsonObject } from '../base/jsonObject.ts';
import { writeWhole } from './wholeFile.ts';

export interface KeepLimits {
  readonly sessions: number;
  readonly bytes: number;
}

export const defaultKeepLimits: KeepLimits = { sessions: 50, bytes: 2 ** 30 };

const limitsFile = 'limits.json';
const mostFileBytes = 4096;
/** What is outside of this is taken for damage: nobody wants to lose every run to a misplaced digit. */
const leastBytes = 2 ** 20;
const mostBytes = 2 ** 50;

/** The defaults where nothing else is written, or nothing that can be understood. */
export function readKeepLimits(root: string): KeepLimits {
  const path = join(root, limitsFile);
  try {
    if (statSync(path).size > mostFileBytes) return defaultKeepLimits;
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const bytes = isJsonObject(parsed) && parsed['version'] === 1 ? parsed['bytes'] : undefined;
    return isBytes(bytes) ? { ...defaultKeepLimits, bytes } : defaultKeepLimits;
  } catch {
    // Not there, or damaged.
    return defaultKeepLimits;
  }
}

/** The default takes the file away. Out of range is left out. Throws what the file system throws. */
export function writeKeepBytes(root: string, bytes: number): void {
  const path = join(root, limitsFile);
  if (!isBytes(bytes) || bytes === readKeepLimits(root).bytes) return;
  if (bytes === defaultKeepLimits.bytes) {
    rmSync(path, { force: true });
    return;
  }
  if (!existsSync(root)) mkdirSync(root, { recursive: true, mode: 0o700 });
  writeWhole(path, `${JSON.stringify({ version: 1, bytes })}\n`);
}

function isBytes(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= leastBytes && value <= mostBytes;
}
