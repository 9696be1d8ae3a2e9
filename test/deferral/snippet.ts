/** Reads the snippets: small programs with what is asked of them and what has to come of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Snippet {
  readonly name: string;
  readonly strategy: string;
  readonly target: readonly [number, number];
  /** The oldest Python that can parse it. */
  readonly needs: readonly [number, number];
  readonly requests: readonly { readonly file: string; readonly line: number; readonly module?: string }[];
  /** "fixed", or "refused" with a code and the line of the reason; one for each request. */
  readonly outcomes: readonly string[];
  readonly notes: readonly string[];
  /** The command line behind the interpreter that is run before and after; nothing when it is not run. */
  readonly runs: readonly string[] | undefined;
  readonly files: ReadonlyMap<string, string>;
  readonly expected: ReadonlyMap<string, string>;
}

const folder = join(import.meta.dirname, 'snippets');

/** All of test/deferral/snippets, by name. */
export function readSnippets(): Snippet[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => parseSnippet(basename(name, '.txt'), readFileSync(join(folder, name), 'utf8')));
}

/** A head of `key: value` lines, then files behind `--- NAME`, then files as they must become behind `+++ NAME`. */
export function parseSnippet(name: string, text: string): Snippet {
  const head = new Map<string, string[]>();
  const files = new Map<string, string>();
  const expected = new Map<string, string>();
  let into: { readonly map: Map<string, string>; readonly file: string } | undefined;
  for (const line of text.split(/(?<=\n)/)) {
    const marker = /^(---|\+\+\+) (\S+)\n$/.exec(line);
    const [, sign = '', file = ''] = marker ?? [];
    if (marker !== null) {
      into = { map: sign === '---' ? files : expected, file };
      into.map.set(file, '');
    } else if (into !== undefined) {
      into.map.set(into.file, (into.map.get(into.file) ?? '') + line);
    } else if (line.trim() !== '') {
      const colon = line.indexOf(':');
      const key = line.slice(0, colon);
      head.set(key, [...(head.get(key) ?? []), line.slice(colon + 1).trim()]);
    }
  }
  const first = (key: string, otherwise: string): string => head.get(key)?.[0] ?? otherwise;
  const runs = first('run', 'main.py');
  return {
    name,
    strategy: first('strategy', 'defer'),
    target: parseVersion(first('target', '3.8')),
    needs: parseVersion(first('needs', '3.8')),
    requests: (head.get('request') ?? []).map(parseRequest),
    outcomes: head.get('outcome') ?? [],
    notes: head.get('note') ?? [],
    runs: runs === 'no' ? undefined : runs.startsWith('-c ') ? ['-c', runs.slice(3)] : runs.split(' '),
    files,
    expected,
  };
}

/** `main.py:3 numpy`; without a module the whole statement is meant. */
function parseRequest(text: string): Snippet['requests'][number] {
  const [place = '', module] = text.split(' ');
  const [file = '', line = ''] = place.split(':');
  return module === undefined ? { file, line: Number(line) } : { file, line: Number(line), module };
}

function parseVersion(text: string): readonly [number, number] {
  const [major = '', minor = ''] = text.split('.');
  return [Number(major), Number(minor)];
}
