/** The words of a row in the tree of calling contexts: the same on the command line, in the editor and in what is copied. Rounding is all that happens to numbers. */

import { bytesText } from './bytesText.ts';
import { durationText } from './durationText.ts';
import { shareText } from './shareText.ts';

export interface NamedContext {
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  readonly thread: boolean;
  readonly n_rows: number;
}

export interface CostlyContext {
  readonly kind: string;
  readonly share: number;
  readonly reached_share: number | null;
  readonly cost: { readonly load_s: number; readonly rss_bytes: number } | null;
  readonly library: { readonly origin: string; readonly n_contexts: number | null } | null;
  readonly n_calls: number;
  readonly cut: boolean;
}

/** "report.py", "export()", "yaml", "poll() in other threads", "3 more" */
export function contextLabel({ kind, name, file, thread, n_rows }: NamedContext): string {
  return plain(`${labelOf(kind, { name, file, n_rows })}${thread ? ' in other threads' : ''}`);
}

function labelOf(kind: string, { name, file, n_rows }: Pick<NamedContext, 'name' | 'file' | 'n_rows'>): string {
  if (kind === 'more') return `${n_rows.toLocaleString('en')} more`;
  if (kind !== 'function') return name;
  return name === '<module>' ? fileName(file) : `${name}()`;
}

/** "90.4 % with what it calls", "300 ms to load", "33.0 MB", "used nowhere else": what there is to say beside the share. */
export function contextFacts(row: CostlyContext): string[] {
  const { cost, library, n_calls, cut } = row;
  return [
    ...passedThrough(row),
    ...(cost !== null && cost.load_s >= leastSeconds ? [`${durationText(cost.load_s)} to load`] : []),
    ...(cost !== null && cost.rss_bytes >= leastBytes ? [bytesText(cost.rss_bytes)] : []),
    // Parts of the standard library use each other: nothing follows from that.
    ...(library?.origin === 'installed' && library.n_contexts === 1 && n_calls === 1 ? ['used nowhere else'] : []),
    ...(cut ? ['with all deeper calls'] : []),
  ];
}

/** Whether the place adds to the row: a module's name says where it is, and a file's. */
export function isPlaced({ kind, name }: { readonly kind: string; readonly name: string }): boolean {
  return kind === 'library' || (kind === 'function' && name !== '<module>');
}

/** A module that hands on has no time of its own. */
function passedThrough({ kind, share, reached_share }: CostlyContext): string[] {
  const isOfLibrary = kind === 'package' || kind === 'module';
  if (!isOfLibrary || reached_share === null || reached_share < share + leastHandedOn) return [];
  return [`${shareText(reached_share)} with what it calls`];
}

/** "report.py:88", "flask/app.py:920": of what is installed its name there, else what `shorten` makes of it. */
export function contextPlace(
  { path, line }: { readonly path: string; readonly line: number },
  shorten: (path: string) => string = fileName,
): string {
  const name = installed.exec(path)?.[1] ?? shorten(path);
  return plain(`${name}:${line}`);
}

const installed =
  /\/(?:(?:site|dist)-packages|lib(?:32|64)?\/python[23](?:\.\d+)?t?)\/((?!site-packages\/|dist-packages\/).+)$/;

function fileName(path: string): string {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return name === '__init__.py' || name === '__main__.py' ? parts.slice(-2).join('/') : name;
}

const leastHandedOn = 0.005;
/** Less is left out: any import takes some. */
const leastSeconds = 0.0005;
const leastBytes = 1e6;
/** Names come out of foreign files. */
const mostCharacters = 200;

function plain(text: string): string {
  const line = text.replaceAll(/\p{Cc}/gu, ' ');
  return line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters - 1)}…`;
}
