/**
 * Reads a `.env` file: lines `NAME=value`, with or without `export`. As python-dotenv and a shell have it: '…' is literal and
 * may span lines, "…" knows `\n` and its kind, `#` after white space begins a comment, and `${NAME}` or `${NAME:-otherwise}`
 * outside single quotes is replaced by an earlier entry or the environment. Nothing else is expanded and nothing is run.
 */

export interface EnvironmentFile {
  readonly values: Readonly<Record<string, string>>;
  /** Lines, 1-based, that were not understood and are left out. */
  readonly brokenLines: readonly number[];
}

const entry =
  /[^\S\n]*(?:export[^\S\n]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)[^\S\n]*=[^\S\n]*(?:'(?<literal>[^']*)'|"(?<quoted>(?:[^"\\]|\\[\s\S])*)"|(?<plain>(?!['"])[^\n]*?))[^\S\n]*(?:(?<=\s|=|'|")#[^\n]*)?(?:\n|$)/y;
const blank = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', b: '\b', a: '\u0007' };

export function parseEnvironmentFile(text: string, env: Readonly<Record<string, string | undefined>>): EnvironmentFile {
  const source = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const values: Record<string, string> = {};
  const brokenLines: number[] = [];
  for (let at = 0; at < source.length;) {
    const found = matchAt(entry, source, at);
    if (found?.groups !== undefined) {
      const { name = '', literal, quoted, plain } = found.groups;
      const known = (other: string): string | undefined => values[other] ?? env[other];
      values[name] = literal ?? substitute(quoted === undefined ? (plain ?? '') : unescape(quoted), known);
      at = entry.lastIndex;
    } else if (matchAt(blank, source, at) !== null) {
      at = blank.lastIndex;
    } else {
      brokenLines.push(source.slice(0, at).split('\n').length);
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end + 1;
    }
  }
  return { values, brokenLines };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (whole, character: string) => {
    if ('\\"\''.includes(character)) return character;
    return escapes[character] ?? whole;
  });
}

function substitute(text: string, known: (name: string) => string | undefined): string {
  return text.replaceAll(
    /\$\{([A-Za-z_][A-Za-z0-9_.-]*?)(?::-([^}]*))?\}/g,
    (_whole, name: string, otherwise?: string) => {
      const value = known(name);
      return value === undefined || (value === '' && otherwise !== undefined) ? (otherwise ?? '') : value;
    },
  );
}
