/**
 * pprof's profile.proto, not compressed: whoever writes the file puts gzip around it (this room has no zlib).
 *
 * Four values for each sample: `samples/count` and `cpu/nanoseconds` (estimated), `waits/count` and `wait/nanoseconds` (exact).
 * What the time was is a label and not a frame (`kind`: python, native, kernel, wait, cpu; `wait`: its cause), so that a line keeps
 * the time spent on it; `pprof -tagleaf=kind` makes frames of them. Format: github.com/google/pprof, proto/profile.proto.
 */
import { Profile as PprofProfile, StringTable, type LabelInput, type SampleInput } from 'pprof-format';

import type { Profile } from '../profile/profile.ts';
import { firstWaitClass } from '../profile/tables.ts';
import type { CellIndex, NodeIndex, ThreadIndex } from '../profile/units.ts';
import type { Question } from '../queries/question.ts';
import { kindOfCell, waitCauseOfCell } from './frames.ts';
import { PprofLocations } from './pprofLocations.ts';
import { stackDepthLimit } from './stackDepth.ts';
import { threadCells } from './threadCells.ts';

export function exportPprof(profile: Profile, question: Question): Uint8Array {
  const strings = new StringTable();
  const locations = new PprofLocations(profile, strings);
  const valueType = (type: string, unit: string) => ({ type: strings.dedup(type), unit: strings.dedup(unit) });
  const { capture } = profile;
  const file = new PprofProfile({
    sampleType: [
      valueType('samples', 'count'),
      valueType('waits', 'count'),
      valueType('wait', 'nanoseconds'),
      valueType('cpu', 'nanoseconds'),
    ],
    defaultSampleType: strings.dedup(question.basis === 'wait' ? 'wait' : 'cpu'),
    sample: samples(profile, question, strings, locations),
    mapping: locations.mappings,
    location: locations.locations,
    function: locations.functions,
    stringTable: strings,
    timeNanos: unixNanos(capture.startedAt),
    durationNanos: nanos(capture.wallSeconds),
    periodType: valueType('cpu', 'nanoseconds'),
    period: capture.rateHz > 0 ? Math.round(1e9 / capture.rateHz) : 0,
    comment: [strings.dedup(`heatline: ${capture.command.join(' ')}`)],
  });
  return file.encode();
}

function samples(profile: Profile, question: Question, strings: StringTable, locations: PprofLocations): SampleInput[] {
  const labels = new PprofLabels(profile, strings);
  const threads = threadCells(profile, question, 'every');
  const limit = stackDepthLimit(profile, threads, frameBudget);
  const written: SampleInput[] = [];
  for (const { thread, cells } of threads) {
    for (const cell of cells) {
      written.push({
        locationId: stackOf(profile, profile.cells.node[cell] ?? -1, locations, limit),
        value: valuesOf(profile, cell),
        label: [...labels.ofThread(thread), ...labels.ofCell(cell)],
      });
    }
  }
  return written;
}

/** Bounds memory (8 bytes a frame until encoded). A real session of an hour has some 100,000 stacks of 50 frames. */
const frameBudget = 2 ** 25;

/** Location ids, leaf first, as pprof wants them. */
function stackOf({ nodes }: Profile, leaf: NodeIndex, locations: PprofLocations, limit: number): number[] {
  if (leaf < 0) return [locations.withoutStack()];
  const stack: number[] = [];
  let node = leaf;
  for (; node >= 0 && stack.length < limit; node = nodes.parent[node] ?? -1) stack.push(locations.ofNode(node));
  if (node >= 0) stack.push(locations.truncated());
  return stack;
}

function valuesOf({ cells }: Profile, cell: CellIndex): number[] {
  const count = cells.samples[cell] ?? 0;
  const time = nanos(cells.seconds[cell] ?? 0);
  return (cells.class[cell] ?? 0) >= firstWaitClass ? [0, count, time, 0] : [count, 0, 0, time];
}

function nanos(seconds: number): number {
  return Math.round(Math.max(0, seconds) * 1e9);
}

/** Nanoseconds since 1970; 0 where the time is unknown. More than a double holds, so a bigint. */
function unixNanos(time: string): bigint {
  const millis = Date.parse(time);
  return Number.isNaN(millis) ? 0n : BigInt(millis) * 1_000_000n;
}

class PprofLabels {
  readonly #profile: Profile;
  readonly #strings: StringTable;

  constructor(profile: Profile, strings: StringTable) {
    this.#profile = profile;
    this.#strings = strings;
  }

  ofThread(thread: ThreadIndex): LabelInput[] {
    const row = this.#profile.threads[thread];
    if (row === undefined) return [];
    return [this.#text('thread', row.name || 'thread'), this.#number('tid', row.tid), this.#number('pid', row.pid)];
  }

  ofCell(cell: CellIndex): LabelInput[] {
    const kind = this.#text('kind', kindOfCell(this.#profile, cell));
    const cause = waitCauseOfCell(this.#profile, cell);
    return cause === '' ? [kind] : [kind, this.#text('wait', cause)];
  }

  #text(key: string, value: string): LabelInput {
    return { key: this.#strings.dedup(key), str: this.#strings.dedup(value) };
  }

  #number(key: string, value: number): LabelInput {
    return { key: this.#strings.dedup(key), num: value };
  }
}
