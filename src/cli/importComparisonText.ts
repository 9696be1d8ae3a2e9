/** Import bills beside each other: first whether the workload is the same, then the findings, then the libraries. */
import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type {
  ComparisonCaution,
  FindingChange,
  ImportComparison,
  LibraryChange,
  TimeChange,
  UseChange,
  WorkloadDrift,
} from '../protocol/importComparison.ts';
import type { ImportUse } from '../protocol/imports.ts';
import { faint, strong } from './colour.ts';
import { formatCount } from './format.ts';
import { formatTable } from './table.ts';
import type { TextStyle } from './terminal.ts';

export interface ComparisonTextOptions {
  readonly style: TextStyle;
  readonly top: number;
  readonly shortPath: (path: string) => string;
}

/** Lines without a line end. */
export function formatComparison(comparison: ImportComparison, options: ComparisonTextOptions): string[] {
  const { style } = options;
  const { before, init, workload, cautions } = comparison;
  const [first] = before;
  const against = before.length === 1 ? `the run ${first?.id ?? ''}` : formatCount(before.length, 'earlier run');
  const change = init.claim === null ? 'no difference beyond the noise' : signed(init.difference_s);
  return [
    strong(
      style,
      `Imports against ${against}: ${durationText(init.before_s)} before, ${durationText(init.now_s)} now, ${change}`,
    ),
    ...cautions.map((caution) => cautionText[caution]),
    '',
    ...workloadLines(workload, options),
    '',
    ...findingLines(comparison.findings, options),
    '',
    ...libraryLines(comparison.libraries, options),
  ];
}

const cautionText: Readonly<Record<ComparisonCaution, string>> = {
  command: 'The runs were started with different arguments.',
  python: 'The runs used different versions of Python: names of functions and times of imports differ by that alone.',
  compiled:
    "In some of the runs bytecode had to be compiled: times of those libraries don't compare. Run the program again.",
  single:
    'There is one earlier run: times may differ because a file was on the disk once and in memory once. Give several with --against.',
};

function workloadLines(
  { verdict, drift, threshold, entries }: WorkloadDrift,
  options: ComparisonTextOptions,
): string[] {
  const amount = `${drift.toFixed(2)} of 2`;
  const limit = threshold.toFixed(2);
  const claim = {
    drifted: `The workload drifted (${amount}; up to ${limit} may be chance): what the earlier runs say of use is of another workload, so measure this one again before you change imports.`,
    same: `The workload is the same as far as can be told (drift ${amount}; up to ${limit} may be chance).`,
    unknown: `It can't be told whether the workload drifted (${amount}; up to ${limit} may be chance, or is what the earlier runs differ by).`,
  }[verdict];
  if (verdict !== 'drifted') return [claim];
  const { style, shortPath, top } = options;
  const rows = entries
    .slice(0, top)
    .map(({ path, name, before, now }) => [
      { text: shareText(before) },
      { text: shareText(now) },
      { text: path === '' ? "(outside of the program's own functions)" : `${name}  ${shortPath(path)}` },
    ]);
  return [
    strong(style, claim),
    '',
    ...formatTable(
      [
        { title: 'before', align: 'right' },
        { title: 'now', align: 'right' },
        { title: 'what the program did after its imports', align: 'left', cut: 'end' },
      ],
      rows,
      style,
    ),
  ];
}

const findingTitle: Readonly<Record<FindingChange['status'], string>> = {
  gone: 'These findings no longer hold',
  new: 'New findings',
  holds: 'These findings still hold',
  unsure: "Can't be told from these runs: measure again",
};

function findingLines(findings: readonly FindingChange[], { style, shortPath, top }: ComparisonTextOptions): string[] {
  if (findings.length === 0) return ['No import statement stands out, before or now.'];
  return findings.slice(0, top).flatMap((change, index) => {
    const { finding, status, message } = change;
    const title = findings[index - 1]?.status === status ? [] : [strong(style, findingTitle[status])];
    return [
      ...title,
      `  ${shortPath(finding.path)}:${finding.line}  ${finding.modules.join(', ')}`,
      faint(style, `    ${message}`),
    ];
  });
}

function libraryLines(libraries: readonly LibraryChange[], { style, top }: ComparisonTextOptions): string[] {
  const rows = libraries
    .slice(0, top)
    .map(({ library, init, use, loading }) => [
      { text: durationText(init.before_s) },
      { text: durationText(init.now_s) },
      { text: differenceText(init) },
      { text: useText(use.before) },
      { text: useText(use.now) },
      { text: useClaim(use) },
      { text: library },
      { text: loadingText[loading] },
    ]);
  return formatTable(
    [
      { title: 'before', align: 'right' },
      { title: 'now', align: 'right' },
      { title: 'difference', align: 'right' },
      { title: 'used before', align: 'right' },
      { title: 'used now', align: 'right' },
      { title: '', align: 'left' },
      { title: 'library', align: 'left' },
      { title: '', align: 'left', cut: 'end' },
    ],
    rows,
    style,
  );
}

const loadingText: Readonly<Record<LibraryChange['loading'], string>> = {
  same: '',
  came: 'came',
  went: 'went',
  later: 'now loaded by a function',
  earlier: 'now loaded at the start',
  unsure: '',
};

function differenceText({ claim, compiled, difference_s }: TimeChange): string {
  if (compiled) return 'compiled';
  return claim === null ? '·' : signed(difference_s);
}

function signed(seconds: number): string {
  return `${seconds < 0 ? '-' : '+'}${durationText(Math.abs(seconds))}`;
}

function useText({ share, ci95: [low, high], touched }: ImportUse): string {
  if (!touched) return 'not seen';
  return `${shareText(share)} [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;
}

function useClaim({ claim }: UseChange): string {
  return claim ?? '';
}
