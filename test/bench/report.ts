/** What a benchmark hands back, how it is printed, and where it is kept. */

import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join, resolve } from 'node:path';

export interface BenchOptions {
  /** Interpreter to measure with. */
  readonly python: string;
  readonly seed: number;
  /** Rounds of interleaved runs. */
  readonly rounds: number;
  /** Repeats of a program's unit of work, about a second each. */
  readonly repeats: number;
  /** Programs to measure; empty means all of the benchmark's. */
  readonly only: readonly string[];
  /** Also what takes many minutes. */
  readonly full: boolean;
}

export interface BenchResult {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the figures rest on: how it was measured, and what it does not cover. */
  readonly notes: readonly string[];
  /** Every single reading, so that the table can be made again. */
  readonly readings: unknown;
}

export interface Bench {
  readonly name: string;
  readonly run: (options: BenchOptions) => Promise<BenchResult>;
}

const resultsFolder = resolve(import.meta.dirname, '..', '..', '.cache', 'bench');

export function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

export function formatRange(
  estimate: { readonly value: number; readonly low: number; readonly high: number },
  digits: number,
): string {
  const text = (value: number): string => value.toFixed(digits);
  return `${text(estimate.value)} [${text(estimate.low)}, ${text(estimate.high)}]`;
}

/** Prints the table and writes `<name>.json`; returns the file's path. */
export async function publish(name: string, options: BenchOptions, result: BenchResult): Promise<string> {
  console.log(`\n## ${result.title}\n\n${formatTable(result.columns, result.rows)}\n`);
  for (const note of result.notes) console.log(`- ${note}`);
  await mkdir(resultsFolder, { recursive: true });
  const file = join(resultsFolder, `${name}.json`);
  const machine = { kernel: release(), processor: cpus()[0]?.model ?? 'unknown', processors: cpus().length };
  await writeFile(file, JSON.stringify({ name, options, machine, ...result }, undefined, 1));
  console.log(`- seed ${options.seed}; readings in ${file}`);
  return file;
}
