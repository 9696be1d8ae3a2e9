/** A stream's bytes to columns of raw facts. Damaged bytes become `problems`, never an exception. */
import type { Problem } from '../base/result.ts';
import { readBlocks, type Blocks } from './blocks.ts';
import { decodeHeader } from './decodeHeader.ts';
import { decodeHistory, decodeMemory, decodeMoments } from './decodeMemory.ts';
import { decodeRecords } from './decodeRecords.ts';
import { decodeCells, decodeNodes, decodeSeconds, decodeThreads } from './decodeTables.ts';
import { blockKind } from './layout.ts';
import type { Stream } from './session.ts';

/**
 * Decodes one process's stream.
 *
 * @param main the `.hls` file, possibly cut off or longer than used
 * @param more the `.hls.more` file, if there is one
 * @returns no stream only when the header can't be understood; `problems` then says why
 */
export function decodeStream(main: Uint8Array, more?: Uint8Array): { stream: Stream | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  const decoded = decodeHeader(main, problems);
  if (decoded === undefined) return { stream: undefined, problems };
  const { header, counts } = decoded;
  const blocks = readBlocks(main, more ?? new Uint8Array(0), header.tmpfsBlocks, header.blockCount);
  reportBlocks(blocks, problems);
  const of = (kind: number) => blocks.byKind.get(kind) ?? [];
  const nodes = decodeNodes(of(blockKind.nodes), counts.nodes, problems);
  const memory = decodeMemory(of(blockKind.memory), nodes, problems);
  return {
    stream: {
      header,
      threads: decodeThreads(of(blockKind.threads), counts.threads, problems),
      seconds: decodeSeconds(of(blockKind.seconds)),
      nodes,
      cells: decodeCells(of(blockKind.cells), counts.cells, nodes, problems),
      memory,
      moments: decodeMoments(of(blockKind.moments)),
      history: decodeHistory(of(blockKind.history), memory, problems),
      ...decodeRecords(of(blockKind.records), problems),
    },
    problems,
  };
}

function reportBlocks(blocks: Blocks, problems: Problem[]): void {
  if (blocks.missing > 0) {
    problems.push({
      code: 'stream-cut-off',
      message: `${blocks.missing} blocks of a stream are missing or cut off; what they held is not shown.`,
    });
  }
  if (blocks.misplaced > 0) {
    problems.push({
      code: 'stream-block-misplaced',
      message: `${blocks.misplaced} blocks of a stream have an impossible number and were left out.`,
    });
  }
}
