/** Libraries by what loading them cost, and the statements worth changing. */
import { bytesText } from '../base/bytesText.ts';
import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type { ImportFilesJson, ImportFinding, ImportReport, LibraryJson, ReadyJson } from '../protocol/imports.ts';
import { faint, heat, strong } from './colour.ts';
import { formatTable } from './table.ts';
import type { TextStyle } from './terminal.ts';

export interface ImportsOptions {
  readonly style: TextStyle;
  readonly top: number;
  readonly shortPath: (path: string) => string;
  /** Some process's imports were not recorded. */
  readonly unavailable: boolean;
}

/** Lines without a line end. */
export function formatImports(report: ImportReport, options: ImportsOptions): string[] {
  const { style, unavailable } = options;
  if (report.libraries.length === 0) {
    return [unavailable ? 'Imports were not recorded in this run.' : 'The program imported nothing.'];
  }
  const byCost = [...report.libraries].sort((a, b) => b.init_s - a.init_s).slice(0, options.top);
  const modules = report.libraries.reduce((sum, library) => sum + library.modules, 0);
  return [
    strong(
      style,
      `Imports: ${durationText(report.init_s)} for ${modules} modules of ${report.libraries.length} libraries`,
    ),
    ...readyLines(report.ready_at),
    ...(unavailable ? ['Imports of some of the processes were not recorded.'] : []),
    '',
    ...libraryTable(byCost, options),
    '',
    ...findingLines(report.findings.slice(0, options.top), options),
    ...readerLines(report.readers.slice(0, options.top), options),
  ];
}

function readyLines(ready: ReadyJson | null): string[] {
  if (ready === null) return [];
  if (ready.seen_s !== null)
    return [`Initialisation ends with "${ready.function}", first seen after ${durationText(ready.seen_s)}.`];
  return [
    `Caution: "${ready.function}" of --ready-at was not seen, so initialisation ends with imports at module level. Check the name and its file.`,
  ];
}

function readerLines(readers: readonly ImportFilesJson[], { style, shortPath }: ImportsOptions): string[] {
  if (readers.length === 0) return [];
  const rows = readers.map(({ module, files, bytes, path, line }) => [
    { text: String(files) },
    { text: bytesText(bytes) },
    { text: module },
    { text: path === '' ? '' : `${shortPath(path)}:${line}` },
  ]);
  return [
    '',
    strong(style, 'Files read while importing'),
    ...formatTable(
      [
        { title: 'files', align: 'right' },
        { title: 'bytes', align: 'right' },
        { title: 'module', align: 'left' },
        { title: 'imported by', align: 'left', cut: 'start' },
      ],
      rows,
      style,
    ),
  ];
}

function libraryTable(libraries: readonly LibraryJson[], { style, shortPath }: ImportsOptions): string[] {
  const rows = libraries.map((library) => {
    const first = library.chain[0];
    return [
      { text: durationText(library.init_s), paint: (text: string) => heat(style, library.init_share, text) },
      { text: shareText(library.init_share) },
      { text: durationText(library.cumulative_s) },
      { text: durationText(library.native_s) },
      { text: bytesText(Math.max(0, library.rss_bytes)) },
      { text: library.use.touched ? shareText(library.use.share) : 'not seen' },
      { text: library.library },
      { text: String(library.modules) },
      { text: first === undefined ? '' : `${shortPath(first.path)}:${first.line}` },
    ];
  });
  return formatTable(
    [
      { title: 'own', align: 'right' },
      { title: 'of it', align: 'right' },
      { title: 'with others', align: 'right' },
      { title: 'native', align: 'right' },
      { title: 'RSS', align: 'right' },
      { title: 'used', align: 'right' },
      { title: 'library', align: 'left' },
      { title: 'modules', align: 'right' },
      { title: 'first imported by', align: 'left', cut: 'start' },
    ],
    rows,
    style,
  );
}

function findingLines(findings: readonly ImportFinding[], { style, shortPath }: ImportsOptions): string[] {
  if (findings.length === 0) return ['No import statement stands out.'];
  return [
    strong(style, 'Worth a look'),
    ...findings.flatMap((finding) => [
      `  ${shortPath(finding.path)}:${finding.line}  ${durationText(finding.saving_s)}, ${bytesText(finding.saving_bytes)}`,
      `    ${finding.message}`,
      ...chainLines(finding, style, shortPath),
      ...otherLines(finding, style, shortPath),
    ]),
  ];
}

function chainLines({ chain }: ImportFinding, style: TextStyle, shortPath: (path: string) => string): string[] {
  const most = 6;
  if (chain.length < 2) return [];
  const shown = chain.slice(0, most).map(({ path, line }) => `${shortPath(path)}:${line}`);
  return [faint(style, `    ${shown.join(' > ')}${chain.length > most ? ' > …' : ''}`)];
}

function otherLines({ others }: ImportFinding, style: TextStyle, shortPath: (path: string) => string): string[] {
  if (others.length === 0) return [];
  const most = 4;
  const shown = others.slice(0, most).map(({ path, line }) => `${shortPath(path)}:${line}`);
  const more = others.length > most ? ` and ${others.length - most} more` : '';
  return [faint(style, `    saved only with ${shown.join(', ')}${more}`)];
}
