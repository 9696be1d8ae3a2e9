/** What tables in Markdown have in common, whatever they list. */

const mostCodeCharacters = 80;

/** A code span that ends where it should, whatever is in it, and leaves the table's columns alone. */
export function code(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll('|', String.raw`\|`);
  if (line.trim() === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

export function cut(source: string): string {
  return source.length <= mostCodeCharacters ? source : `${source.slice(0, mostCodeCharacters - 1)}…`;
}

/** "2024-01-02 03:04 UTC" */
export function date(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? 'at an unknown time' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
