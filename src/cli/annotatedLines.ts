/** The hot lines beside their source, by file: what `heatline run` shows at its end. */
import { plusMinusText, shareText } from '../base/shareText.ts';
import type { LineJson, NativeJson } from '../protocol/profileJson.ts';
import type { HotLine } from '../queries/hotList.ts';
import { faint, heat, strong } from './colour.ts';
import { cutEnd, cutStart, formatSecondsCell, printableSource } from './format.ts';
import type { TextStyle } from './terminal.ts';

export interface AnnotatedOptions {
  readonly style: TextStyle;
  /** Lines around the hottest lines that are shown for orientation. */
  readonly contextLines: number;
  /** The file's lines as they were profiled, where known. */
  readonly sourceOf: (path: string) => readonly string[] | undefined;
  /** The native functions under a line, largest first. */
  readonly nativeOf: (path: string, line: number) => readonly NativeJson[];
  readonly shortPath: (path: string) => string;
}

const timeKinds = [
  { title: 'python', of: (line: LineJson) => line.python_s },
  { title: 'library', of: (line: LineJson) => line.library_s },
  { title: 'native', of: (line: LineJson) => line.native_s },
  { title: 'kernel', of: (line: LineJson) => line.kernel_s },
  { title: 'wait', of: (line: LineJson) => line.wait_s },
] as const;

interface TimeColumn {
  readonly title: string;
  readonly width: number;
  readonly of: (line: LineJson) => string;
}

interface Layout {
  readonly columns: readonly TimeColumn[];
  readonly marginWidth: number;
  readonly numberWidth: number;
  readonly options: AnnotatedOptions;
}

const shareWidth = 7;
/** Below this width one column says where most of a line's time went, so that the source keeps its room. */
const wideEnough = 100;
/** Lines with at least this share get their neighbours and their native functions shown. */
const notableShare = 0.04;
const mostNativeFunctions = 3;

/** `hot` in the order in which files are to appear; within a file the lines are shown by number. */
export function formatAnnotatedLines(hot: readonly HotLine[], options: AnnotatedOptions): string[] {
  const layout = layOut(hot, options);
  const text: string[] = [];
  for (const [path, lines] of groupByFile(hot)) {
    if (text.length > 0) text.push('');
    text.push(strong(options.style, cutStart(options.shortPath(path), options.style.width)));
    text.push(faint(options.style, titleRow(layout)));
    text.push(...fileRows(path, lines, layout));
  }
  return text;
}

function layOut(hot: readonly HotLine[], options: AnnotatedOptions): Layout {
  return {
    columns: options.style.width >= wideEnough ? wideColumns(hot) : [mostlyColumn(hot)],
    marginWidth: longest(hot.map(({ share, ci95 }) => plusMinusText(share, ci95))),
    numberWidth: Math.max(4, longest(hot.map(({ line }) => String(line)))),
    options,
  };
}

/** One column for each kind of time that any line has, in seconds. */
function wideColumns(hot: readonly HotLine[]): TimeColumn[] {
  return timeKinds.flatMap(({ title, of }) => {
    const cells = hot.map((line) => formatSecondsCell(of(line)));
    if (cells.every((cell) => cell === '·')) return [];
    return [
      { title, width: 1 + Math.max(title.length, longest(cells)), of: (line: LineJson) => formatSecondsCell(of(line)) },
    ];
  });
}

/** The kind that most of a line's time is of: "native 0.68". */
function mostlyColumn(hot: readonly HotLine[]): TimeColumn {
  const of = (line: LineJson): string => {
    let most: (typeof timeKinds)[number] = timeKinds[0];
    for (const kind of timeKinds) if (kind.of(line) > most.of(line)) most = kind;
    return `${most.title} ${formatSecondsCell(most.of(line))}`;
  };
  return { title: 'mostly', width: 1 + longest(hot.map(of)), of };
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

function groupByFile(hot: readonly HotLine[]): Map<string, HotLine[]> {
  const files = new Map<string, HotLine[]>();
  for (const line of hot) files.set(line.path, [...(files.get(line.path) ?? []), line]);
  return files;
}

function titleRow(layout: Layout): string {
  const times = layout.columns.map(({ title, width }) => title.padStart(width)).join('');
  return `${'share'.padStart(shareWidth)} ${''.padStart(layout.marginWidth)}${times} ${'line'.padStart(layout.numberWidth)}   (times in seconds)`;
}

function fileRows(path: string, lines: readonly HotLine[], layout: Layout): string[] {
  const { sourceOf, contextLines } = layout.options;
  const source = sourceOf(path);
  const byNumber = new Map(lines.map((line) => [line.line, line]));
  return blocksOf(withNeighbours(lines, contextLines, source)).flatMap((numbers, index) => {
    const indent = commonIndent(numbers.map((number) => source?.[number - 1] ?? ''));
    const rows = numbers.flatMap((number) => {
      const text = printableSource(source?.[number - 1] ?? '').slice(indent);
      const line = byNumber.get(number);
      return line === undefined ? [contextRow(number, text, layout)] : hotRows(line, text, layout);
    });
    return index === 0 ? rows : [faint(layout.options.style, '⋮'.padStart(prefixWidth(layout))), ...rows];
  });
}

/** Numbers ascending. Blank lines say nothing and are not added. */
function withNeighbours(lines: readonly HotLine[], context: number, source: readonly string[] | undefined): number[] {
  const shown = new Set<number>();
  for (const { line, share } of lines) {
    shown.add(line);
    if (share < notableShare) continue;
    for (let near = line - context; near <= line + context; near += 1) {
      if ((source?.[near - 1] ?? '').trim() !== '') shown.add(near);
    }
  }
  // A single line takes no more room than the mark of a gap.
  for (const line of [...shown]) if (shown.has(line + 2) && source !== undefined) shown.add(line + 1);
  return [...shown].sort((a, b) => a - b);
}

/** Runs of lines with nothing left out between them. */
function blocksOf(numbers: readonly number[]): number[][] {
  const blocks: number[][] = [];
  for (const number of numbers) {
    const block = blocks.at(-1);
    if (block !== undefined && number - (block.at(-1) ?? number) <= 1) block.push(number);
    else blocks.push([number]);
  }
  return blocks;
}

/** Characters of white space that all lines begin with, tabs already being four. */
function commonIndent(lines: readonly string[]): number {
  const indents = lines
    .map(printableSource)
    .filter((line) => line !== '')
    .map((line) => line.length - line.trimStart().length);
  return indents.length === 0 ? 0 : Math.min(...indents);
}

function prefixWidth({ columns, marginWidth, numberWidth }: Layout): number {
  return columns.reduce((sum, { width }) => sum + width, shareWidth + 1 + marginWidth + 1 + numberWidth);
}

function fitSource(text: string, layout: Layout): string {
  return cutEnd(text, Math.max(8, layout.options.style.width - prefixWidth(layout) - 3));
}

function contextRow(number: number, source: string, layout: Layout): string {
  const label = String(number).padStart(prefixWidth(layout));
  return faint(layout.options.style, `${label} │ ${fitSource(source, layout)}`.trimEnd());
}

function hotRows(line: HotLine, source: string, layout: Layout): string[] {
  const { columns, marginWidth, numberWidth, options } = layout;
  const { style } = options;
  const share = heat(style, line.share, shareText(line.share).padStart(shareWidth));
  const margin = faint(style, plusMinusText(line.share, line.ci95).padEnd(marginWidth));
  const times = columns.map(({ of, width }) => of(line).padStart(width)).join('');
  const label = String(line.line).padStart(numberWidth);
  const row = `${share} ${margin}${times} ${label} │ ${heat(style, line.share, fitSource(source, layout))}`.trimEnd();
  return [row, ...nativeRows(line, layout)];
}

/** What C code a hot line spends its time in. */
function nativeRows(line: HotLine, layout: Layout): string[] {
  if (line.share < notableShare) return [];
  const functions = layout.options
    .nativeOf(line.path, line.line)
    .filter(({ seconds }) => formatSecondsCell(seconds) !== '·')
    .slice(0, mostNativeFunctions);
  if (functions.length === 0) return [];
  const text = functions
    .map(({ symbol, library, seconds }) => `${nativeName(symbol, library)} ${formatSecondsCell(seconds)}`)
    .join(', ');
  return [faint(layout.options.style, `${' '.repeat(prefixWidth(layout))} │ ${fitSource(`↳ ${text}`, layout)}`)];
}

function nativeName(symbol: string, library: string): string {
  const file = library
    .slice(library.lastIndexOf('/') + 1)
    .replace(/\.so(?:\.[\d.]+)?$/, '')
    .replace(/\.cpython-[\w-]+$/, '');
  return symbol === '' ? file : `${symbol} (${file})`;
}
