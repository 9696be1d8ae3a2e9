import type { LineJson } from '../protocol/profileJson.ts';
import type { HotLines } from './hotLines.ts';

/** A line with the file it stands in. */
export interface HotLine extends LineJson {
  readonly path: string;
}

/** The `count` hottest lines of all files: by share of the basis, then by time below them. */
export function hotList(hot: HotLines, count: number): HotLine[] {
  const all = hot.files.flatMap(({ path, lines }) => lines.map((line) => ({ path, ...line })));
  return all.sort((a, b) => b.share - a.share || b.self_s - a.self_s || b.total_s - a.total_s).slice(0, count);
}
