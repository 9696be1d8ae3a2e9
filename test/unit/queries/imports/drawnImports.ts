/** Profiles with imports, drawn as text. */
import type { ImportRow } from '../../../../src/profile/importRows.ts';
import { profileFromDrawing } from '../../../../src/profile/profileFromDrawing.ts';
import type { Profile } from '../../../../src/profile/profile.ts';

export const site = '/venv/lib/python3.12/site-packages';

/**
 * One import a line: `module own-ms importer:line [function]`, indented below the import that it happens during. Modules lie in `site`, those of `app` in /app; one is a package
 * when another's name begins with it.
 */
export function drawImports(drawing: string): ImportRow[] {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  const modules = lines.map((line) => line.trim().split(' ')[0] ?? '');
  const open: { readonly indent: number; readonly row: number }[] = [];
  const rows = lines.map((line, index): ImportRow => {
    const indent = line.search(/\S/);
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const parent = open.at(-1)?.row ?? -1;
    open.push({ indent, row: index });
    const [module = '', ms = '0', where = '', name = '<module>'] = line.trim().split(' ');
    const [path = '', number = '0'] = where.split(':');
    const ownSeconds = Number(ms) / 1000;
    return {
      ...plainRow,
      module,
      path: fileOf(module, modules),
      parent,
      ownSeconds,
      totalSeconds: ownSeconds,
      importer: path === '' ? null : { path, line: Number(number), name },
      startSeconds: index / 1000,
    };
  });
  return rows.map((row, index) => ({ ...row, totalSeconds: totalOf(rows, index) }));
}

function totalOf(rows: readonly ImportRow[], index: number): number {
  const below = rows.flatMap(({ parent }, at) => (parent === index ? [at] : []));
  return (rows[index]?.ownSeconds ?? 0) + below.reduce((sum, at) => sum + totalOf(rows, at), 0);
}

function fileOf(module: string, all: readonly string[]): string {
  const tail = module.replaceAll('.', '/');
  if (module.startsWith('app.')) return `/${tail}.py`;
  return all.some((each) => each.startsWith(`${module}.`)) ? `${site}/${tail}/__init__.py` : `${site}/${tail}.py`;
}

const plainRow: ImportRow = {
  process: 0,
  thread: 0,
  module: '',
  path: '',
  parent: -1,
  importer: null,
  startSeconds: 0,
  totalSeconds: 0,
  ownSeconds: 0,
  nativeSeconds: 0,
  liveBytes: 0,
  functions: 0,
  called: null,
  residentBytes: 1_000_000,
  cached: true,
  extension: false,
  filesRead: null,
  bytesRead: null,
  codeBytes: 0,
  afterMark: null,
  failed: false,
  reload: false,
};

/** Stacks, root first, each with its seconds on CPU, beside imports. */
export function drawProgram(
  imports: string,
  stacks: readonly (readonly [seconds: number, ...frames: string[]])[],
): Profile {
  const columns = stacks.map(([seconds, ...frames]) => [String(seconds), ...frames]);
  const widths = columns.map((column) => Math.max(...column.map((cell) => cell.length)) + 2);
  const depth = Math.max(...columns.map((column) => column.length));
  const rows = Array.from({ length: depth }, (_, row) =>
    columns.map((column, index) => (column[row] ?? '').padEnd(widths[index] ?? 0)).join(''),
  );
  const drawing = rows.map((row, index) => `${(index === 0 ? 'seconds' : '').padEnd(9)}${row}`).join('\n');
  return { ...profileFromDrawing(drawing), imports: drawImports(imports) };
}
