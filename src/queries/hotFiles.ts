import type { FileJson, LineJson } from '../protocol/profileJson.ts';
import type { HotLines } from './hotLines.ts';

/** What the lines of a file cost together. */
export interface HotFile {
  readonly path: string;
  readonly self_s: number;
  /** Of the basis, 0..1: the sum of its lines' shares. */
  readonly share: number;
  /** Lines for which `counts` holds. */
  readonly n_lines: number;
}

/** Files with a line for which `counts` holds, hottest first. */
export function hotFiles({ files }: Pick<HotLines, 'files'>, counts: (line: LineJson) => boolean): HotFile[] {
  return files
    .map((file) => hotFile(file, counts))
    .filter(({ n_lines }) => n_lines > 0)
    .sort((a, b) => b.share - a.share || b.self_s - a.self_s);
}

function hotFile({ path, self_s, lines }: FileJson, counts: (line: LineJson) => boolean): HotFile {
  const share = lines.reduce((sum, line) => sum + line.share, 0);
  return { path, self_s, share, n_lines: lines.filter(counts).length };
}
