/**
 * The memory of a drawn profile: rows of a drawing (profileFromDrawing.ts) that say what its stacks allocated, held and copied.
 *
 *     alloc    40          10          0
 *     live     10          10          0
 *     steps    0:30,1:10   2:10        0
 *     copied   0           0           500@20
 *              a.py:3 f    a.py:4 f    a.py:5 f
 *
 * Amounts are in MB (10^6 bytes). `alloc`, `live`, `atpeak`, `peak`, `freed`, `churn`, `highs` (sum/number), `samples`, `frees`, `count`,
 * `variance` (of all estimates, MB²), `domain` (python unless drawn), `first`, `last` (seconds), `steps` (seconds:high/end, or seconds:both),
 * `copied` (MB@floor(log2(bytes of one))). What isn't drawn follows: peak from the steps, at the peak what is live, samples one for each MB.
 */
import type { CopyRow, HistoryStep, MemoryBuilder } from './memoryBuilder.ts';
import { memoryDomain } from './memoryTables.ts';

const labels = ['alloc', 'live', 'steps'] as const;
const megabyte = 1e6;

/** Where a drawn stack goes. */
export interface DrawnPlace {
  readonly node: number;
  readonly thread: number;
}

export function isMemoryDrawn(value: (label: string) => string): boolean {
  return labels.some((label) => value(label) !== '') || value('copied') !== '';
}

/** @param value what a label's row says of this stack, "" where nothing is drawn */
export function addDrawnMemory(builder: MemoryBuilder, place: DrawnPlace, value: (label: string) => string): void {
  const [copied = '', bin = '20'] = value('copied').split('@');
  if (copied !== '') builder.addCopy(drawnCopy(place, Number(copied), Number(bin)));
  if (!labels.some((label) => value(label) !== '')) return;
  const steps = drawnSteps(value('steps'));
  const given = (label: string, otherwise: number): number => (value(label) === '' ? otherwise : Number(value(label)));
  const bytes = (label: string, otherwise: number): number => given(label, otherwise / megabyte) * megabyte;
  const liveBytes = bytes('live', steps.at(-1)?.endBytes ?? 0);
  const peakBytes = bytes('peak', Math.max(liveBytes, ...steps.map(({ highBytes }) => highBytes)));
  const allocBytes = bytes('alloc', peakBytes);
  const samples = given('samples', Math.max(1, Math.round(allocBytes / megabyte)));
  const variance = given('variance', 0) * megabyte * megabyte;
  const [highs = '', highCount = '1'] = value('highs').split('/');
  const row = builder.addRow({
    ...place,
    process: 0,
    domain: domainNamed(value('domain') || 'python'),
    allocBytes,
    allocCount: given('count', samples),
    allocVariance: variance,
    liveBytes,
    liveVariance: variance,
    atPeakBytes: bytes('atpeak', liveBytes),
    atPeakVariance: variance,
    peakBytes,
    freedBytes: bytes('freed', allocBytes - liveBytes),
    churnBytes: bytes('churn', 0),
    highsBytes: highs === '' ? 0 : Number(highs) * megabyte,
    highs: highs === '' ? 0 : Number(highCount),
    openHighBytes: liveBytes,
    samples,
    frees: given('frees', 0),
    liveSamples: samples - given('frees', 0),
    firstSeconds: given('first', steps[0]?.seconds ?? 0),
    lastSeconds: given('last', steps.at(-1)?.seconds ?? 0),
  });
  for (const step of steps) builder.addStep({ row, ...step });
}

function drawnCopy(place: DrawnPlace, megabytes: number, sizeBin: number): CopyRow {
  const bytes = megabytes * megabyte;
  return { ...place, process: 0, sizeBin, bytes, variance: 0, samples: Math.max(1, Math.round(bytes / 2 ** sizeBin)) };
}

function drawnSteps(text: string): Omit<HistoryStep, 'row'>[] {
  return text
    .split(',')
    .filter((step) => step !== '')
    .map((step) => {
      const [seconds = '', amounts = ''] = step.split(':');
      const [high = '', end = high] = amounts.split('/');
      return { seconds: Number(seconds), highBytes: Number(high) * megabyte, endBytes: Number(end) * megabyte };
    });
}

function domainNamed(name: string): number {
  const found = Object.entries(memoryDomain).find(([each]) => each === name);
  if (found === undefined) throw new Error(`no domain is named ${name}`);
  return found[1];
}
