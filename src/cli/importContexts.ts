/** `heatline imports --contexts`: who of the program's code uses which library. */
import { bytesText } from '../base/bytesText.ts';
import { contextFacts, contextLabel, contextPlace, isPlaced } from '../base/contextWords.ts';
import { durationText } from '../base/durationText.ts';
import { plusMinusText, shareText, shareWithinText } from '../base/shareText.ts';
import type { ContextRow, ImportContexts } from '../protocol/importContexts.ts';
import { importContexts } from '../queries/imports/contexts/contexts.ts';
import type { importReport } from '../queries/imports/report.ts';
import { importsNotRecorded, usageError } from '../runner/userErrors.ts';
import type { OpenedSession } from '../store/openSession.ts';
import { faint, heat, strong } from './colour.ts';
import { formatCount, formatSeconds } from './format.ts';
import { formatTable, type Cell } from './table.ts';
import { writeText, type TextStyle } from './terminal.ts';

export interface ContextsOptions {
  readonly library: string | null;
  readonly json: boolean;
  /** At most; undefined: as many as there may be. */
  readonly rows: number | undefined;
  readonly style: TextStyle;
  readonly shortPath: (path: string) => string;
}

/** Throws a UserError where the run has no imports, or did not load the library. */
export function showContexts(
  { profile, info }: OpenedSession,
  report: ReturnType<typeof importReport>,
  options: ContextsOptions,
): void {
  const { library, rows } = options;
  if (!profile.processes.some(({ unavailable }) => !unavailable.includes('imports')))
    throw importsNotRecorded(info.id, 'Who uses which library is not known.');
  if (library !== null && !report.imports.some((row) => row.library === library))
    throw usageError(`No library named "${library}" was loaded in ${info.id}.`, 'imports');
  const contexts = importContexts(profile, report, {
    library,
    limits: rows === undefined ? {} : { mostRows: rows },
  });
  const text = options.json ? JSON.stringify(contexts, undefined, 1) : formatContexts(contexts, options).join('\n');
  writeText(1, `${text}\n`);
}

/** Lines without a line end. */
export function formatContexts(contexts: ImportContexts, options: Omit<ContextsOptions, 'json' | 'rows'>): string[] {
  const { use_s, samples, library, share, ci95, own_share } = contexts;
  const { style } = options;
  if (use_s <= 0) return ['Nothing was sampled after the imports, so nothing is known of who uses which library.'];
  if (contexts.contexts.length === 0) return [`${library ?? 'No library'} was in no sample after the imports.`];
  const whole = `${formatSeconds(use_s)} of CPU time after the imports`;
  const head =
    library === null
      ? `Who uses which library: ${whole}, ${formatCount(samples, 'sample')}`
      : `Who uses ${library}: ${shareWithinText(share, ci95)} of ${whole}, ${formatCount(samples, 'sample')}`;
  const outside =
    own_share >= leastOutside ? [`${shareText(own_share)} below none of the program's functions or libraries`] : [];
  return [strong(style, head), '', ...contextTable(contexts.contexts, options), ...outside];
}

const leastOutside = 0.0005;
/** Deeper ones stand below each other. */
const mostIndents = 40;

function contextTable(
  rows: readonly ContextRow[],
  { style, shortPath }: Pick<ContextsOptions, 'style' | 'shortPath'>,
): string[] {
  const cells = rows.map((row): Cell[] => [
    { text: shareText(row.share), paint: (text) => heat(style, row.share, text) },
    { text: row.kind === 'more' ? '' : plusMinusText(row.share, row.ci95) },
    { text: row.cost === null || row.cost.load_s < leastLoadSeconds ? '' : durationText(row.cost.load_s) },
    { text: row.cost === null || row.cost.rss_bytes <= 0 ? '' : bytesText(row.cost.rss_bytes) },
    { text: treeText(row, shortPath), paint: (text) => (row.kind === 'more' ? faint(style, text) : text) },
  ]);
  return formatTable(
    [
      { title: 'used', align: 'right' },
      { title: '±', align: 'right' },
      { title: 'to load', align: 'right' },
      { title: 'RSS', align: 'right' },
      { title: 'calling context', align: 'left', cut: 'end' },
    ],
    cells,
    style,
  );
}

const leastLoadSeconds = 0.000_05;

function treeText(row: ContextRow, shortPath: (path: string) => string): string {
  const indent = '  '.repeat(Math.min(mostIndents, row.depth));
  // The columns have what loading costs.
  const facts = contextFacts({ ...row, cost: null });
  return [`${indent}${contextLabel(row)}`, ...placeText(row, shortPath), ...facts].join('  ');
}

function placeText(row: ContextRow, shortPath: (path: string) => string): string[] {
  const { place, n_calls } = row;
  if (place === null || !isPlaced(row)) return [];
  const others = n_calls > 1 ? ` and ${formatCount(n_calls - 1, 'more line')}` : '';
  return [`${contextPlace(place, shortPath)}${others}`];
}
