/** Names as people know them, from names as linkers know them. What isn't understood stays as it is. */
import { demangleItanium } from './itaniumName.ts';

/** Longer ones are made by generators of templates; nobody reads them. */
const longestMangled = 2048;

/**
 * The readable form of a symbol: C++ names (Itanium ABI) without parameters, Rust's legacy names without their hash. Suffixes that
 * compilers add to clones of a function (`.cold`, `.part.0`, `.constprop.1`) and symbol versions (`@@GLIBC_2.2.5`) are taken off.
 */
export function demangle(symbol: string): string {
  const plain = symbol
    .replace(/@.*$/, '')
    .replace(/(?:\.(?:cold|part|isra|constprop|lto_priv|llvm|avx2|localalias)(?:\.\d+)*)+$/, '');
  if (!plain.startsWith('_Z') || plain.length > longestMangled) return plain;
  const readable = demangleItanium(plain);
  if (readable === undefined) return plain;
  return rustName(readable) ?? readable;
}

/** Rust's legacy scheme: a nested C++ name that ends in a hash and escapes what identifiers can't hold. */
function rustName(readable: string): string | undefined {
  const path = /^(.+)::h[0-9a-f]{16}$/.exec(readable)?.[1];
  if (path === undefined) return undefined;
  return path
    .replaceAll(/(^|::)_\$/g, '$1$')
    .replaceAll(
      /\$(SP|BP|RF|LT|GT|LP|RP|C|u[0-9a-f]{1,6})\$/g,
      (whole, code: string) => rustEscapes.get(code) ?? unicodeEscape(code) ?? whole,
    )
    .replaceAll('..', '::');
}

const rustEscapes: ReadonlyMap<string, string> = new Map([
  ['SP', '@'],
  ['BP', '*'],
  ['RF', '&'],
  ['LT', '<'],
  ['GT', '>'],
  ['LP', '('],
  ['RP', ')'],
  ['C', ','],
]);

function unicodeEscape(code: string): string | undefined {
  const point = Number.parseInt(code.slice(1), 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
