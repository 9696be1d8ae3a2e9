/** Files that appear whole: written beside their place and renamed, readable by their owner only. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Throws what the file system throws. */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, contents, { mode: 0o600 });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
