/**
 * Collapsed stacks, as flamegraph.pl and its kin read them: one line for each stack, `thread;root;…;leaf microseconds`.
 *
 * `;` separates frames and the last space separates the value, so `%`, `;` and control characters inside a frame are written as
 * `%` and two hexadecimal digits. All threads share one picture: waiting counts as in the question's basis.
 */
import type { Profile } from '../profile/profile.ts';
import type { Question } from '../queries/question.ts';
import { truncatedFrame, type Frame } from './frames.ts';
import { stackDepthLimit } from './stackDepth.ts';
import { buildStackTree, type StackTree } from './stackTree.ts';
import { threadCells } from './threadCells.ts';
import { threadLabel } from './threadLabel.ts';

/** UTF-8 bytes, because the text can be longer than a string may be: its size is stacks times depth. */
export function exportCollapsed(profile: Profile, question: Question): Uint8Array {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let pending: string[] = [];
  let pendingLength = 0;
  for (const line of collapsedLines(profile, question)) {
    pending.push(line);
    pendingLength += line.length;
    if (pendingLength >= chunkLength) flush();
  }
  flush();
  return joinBytes(chunks, size);

  function flush(): void {
    const chunk = encoder.encode(pending.join(''));
    chunks.push(chunk);
    size += chunk.length;
    pending = [];
    pendingLength = 0;
  }
}

const chunkLength = 1 << 20;
/** Bounds the text to about a gigabyte. A real session of an hour has some 100,000 stacks of 50 frames. */
const defaultFrameBudget = 2 ** 24;

/** The lines, each with its line feed. Their values add up to the exact sum, rounded: what one line loses the next one gets. */
export function* collapsedLines(
  profile: Profile,
  question: Question,
  frameBudget = defaultFrameBudget,
): Generator<string> {
  const tree = buildStackTree(profile);
  const label = tree.frames.map((frame) => escapeFrame(frameLabel(frame)));
  let seconds = 0;
  let written = 0;
  const threads = threadCells(profile, question, 'basis');
  const limit = stackDepthLimit(profile, threads, frameBudget);
  for (const { thread, cells } of threads) {
    const root = escapeFrame(threadLabel(profile, thread));
    // Cells of one stack stand side by side: only classes that share a leaf (the loop's and the runtime's) make equal stacks.
    for (let next = 0; next < cells.length;) {
      const row = tree.rowOfCell(cells[next] ?? 0);
      for (; next < cells.length && tree.rowOfCell(cells[next] ?? 0) === row; next++) {
        seconds += profile.cells.seconds[cells[next] ?? 0] ?? 0;
      }
      const micros = Math.round(seconds * 1e6) - written;
      if (micros <= 0) continue;
      written += micros;
      yield `${root};${stackText(tree, row, label, limit)} ${micros}\n`;
    }
  }
}

/** `function (file:line)`, `function (library)`, or the bare name of what is no function. */
export function frameLabel({ name, path, line }: Frame): string {
  if (path === '') return name;
  return line > 0 ? `${name} (${path}:${line})` : `${name} (${path})`;
}

export function escapeFrame(text: string): string {
  return text.replaceAll(needsEscape, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

const needsEscape = /[%;\p{Cc}]/gu;

function stackText(tree: StackTree, leaf: number, label: readonly string[], limit: number): string {
  const parts: string[] = [];
  let row = leaf;
  for (; row >= 0 && parts.length < limit; row = tree.parent[row] ?? -1) parts.push(label[tree.frame[row] ?? -1] ?? '');
  if (row >= 0) parts.push(truncatedFrame.name);
  return parts.reverse().join(';');
}

function joinBytes(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
