/** From the bytes of an hour's session to its hot lines: time and memory of a process that does nothing else. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { encodeStream } from '../../src/session/encode.ts';
import { generateStream, hourLong } from '../fixtures/generateSession.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';

interface Reading {
  readonly milliseconds: number;
  readonly rssMegabytes: number;
}

const runFile = promisify(execFile);

async function run(options: BenchOptions): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'heatline-decode-'));
  const readings: Reading[] = [];
  try {
    const { main, more } = encodeStream(generateStream({ ...hourLong, seed: options.seed }));
    const files = [join(folder, 'main.hls'), join(folder, 'main.hls.more')] as const;
    await writeFile(files[0], main);
    await writeFile(files[1], more);
    const script = join(import.meta.dirname, 'decodeOnce.ts');
    for (let round = 0; round < options.rounds; round++) {
      const { stdout } = await runFile(process.execPath, [script, ...files]);
      readings.push(JSON.parse(stdout) as Reading);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const sorted = readings.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const rss = Math.max(...readings.map(({ rssMegabytes }) => rssMegabytes));
  const at = (share: number): string => (sorted[Math.round(share * (sorted.length - 1))] ?? 0).toFixed(0);
  return {
    title: 'Decoding an hour',
    columns: ['session', 'median ms', 'fastest', 'slowest', 'largest RSS MB'],
    rows: [['1 h, 100 Hz, 8 threads, 250,000 nodes, 100,000 cells', at(0.5), at(0), at(1), rss.toFixed(0)]],
    notes: [`${options.rounds} processes; reading the file, decoding, symbolizing, building the profile, hot lines`],
    readings,
  };
}

export const decode: Bench = { name: 'decode', run };
