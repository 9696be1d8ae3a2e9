/** Damaged streams, their texts, and whole folders of them, from bytes to the answers of every query. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mapLines } from '../../src/server/lineMap.ts';
import { decodeCapture } from '../../src/session/captureFile.ts';
import { decodeStream } from '../../src/session/decode.ts';
import { parsePss } from '../../src/session/pssFile.ts';
import { parseSessionJson } from '../../src/session/sessionFile.ts';
import { openHistory } from '../../src/store/history.ts';
import { findSession } from '../../src/store/listSessions.ts';
import { openSession, sessionStamp } from '../../src/store/openSession.ts';
import { pack } from '../../src/store/packedFile.ts';
import { readKeptText } from '../../src/store/sources.ts';
import { buildProfile } from '../../src/symbolize/buildProfile.ts';
import { parseSymbols } from '../../src/symbolize/symbolTable.ts';
import { generatedInfo } from '../fixtures/generateSession.ts';
import type { Chance } from './chance.ts';
import { examine } from './examine.ts';
import { mutateBytes } from './mutateBytes.ts';
import { mutateJson, mutateText } from './mutateJson.ts';
import { mutateStream } from './mutateStream.ts';
import type { SeedSession } from './seeds.ts';

function someStream(seeds: readonly SeedSession[], chance: Chance): Uint8Array {
  if (chance.happens(0.02)) return chance.bytes(chance.few(100_000));
  return mutateStream(chance.one(chance.one(seeds).streams).slice(), chance);
}

export function fuzzStream(seeds: readonly SeedSession[], chance: Chance): number {
  const bytes = someStream(seeds, chance);
  const split = chance.happens(0.1) ? 16_384 * chance.below(8) : bytes.length;
  const { stream, problems } = decodeStream(bytes.subarray(0, split), bytes.subarray(split));
  const texts = chance.one(seeds).texts;
  const { profile } = buildProfile({
    info: parseSessionJson(texts['session.json'] ?? '').info ?? generatedInfo,
    streams: stream === undefined ? [] : chance.happens(0.1) ? [stream, stream] : [stream],
    pss: parsePss(texts['pss.json'] ?? '').rounds,
    problems,
  });
  examine(profile, chance);
  return bytes.length;
}

/** The texts of a session, with the streams whole. */
export function fuzzTexts(seeds: readonly SeedSession[], chance: Chance): number {
  const { streams, texts, capture } = chance.one(seeds);
  const damaged = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, mutateJson(text, chance)]));
  const { info } = parseSessionJson(damaged['session.json'] ?? '');
  const { rounds } = parsePss(damaged['pss.json'] ?? '');
  const { symbols } = parseSymbols(damaged['symbols.json'] ?? '');
  const counters = decodeCapture(mutateBytes(Uint8Array.from(capture), chance)).capture?.counters;
  if (info !== undefined && chance.happens(0.2)) {
    const decoded = streams.flatMap((bytes) => decodeStream(bytes).stream ?? []);
    examine(buildProfile({ info, streams: decoded, symbols, pss: rounds, counters }).profile, chance);
  }
  return Object.values(damaged).reduce((sum, text) => sum + text.length, 0);
}

const pieces = [
  'x = 1',
  '',
  'def f():',
  '    return 1',
  '\t',
  '\u2028',
  '\ud800',
  'é'.repeat(200),
  'a\0b',
  '# '.repeat(2000),
];

/** A file as it was kept, against the file as it is now. */
export function fuzzSources(_seeds: unknown, chance: Chance): number {
  const before = Array.from({ length: chance.few(3000) }, () => chance.one(pieces));
  const after = chance.happens(0.3) ? before.toReversed() : mutateText(before.join('\n'), chance).split('\n');
  const map = mapLines(before, after);
  for (const line of [1, 1 + (before.length >> 1), before.length]) {
    const found = map.toDocument(line);
    if (found !== undefined && !(found.line >= 1 && found.line <= after.length))
      throw new Error(`line ${line} became ${found.line}`);
  }
  return before.length;
}

/** A sessions' root with one damaged session. What stands where a file is expected need not be one. */
export class FolderFuzz {
  readonly #root = mkdtempSync(join(tmpdir(), 'heatline-fuzz-'));
  readonly #fifo = join(this.#root, 'fifo');
  readonly #home = join(this.#root, 'home');

  constructor() {
    execFileSync('mkfifo', [this.#fifo]);
  }

  run(seeds: readonly SeedSession[], chance: Chance): number {
    const folder = join(this.#home, 'session');
    rmSync(this.#home, { recursive: true, force: true });
    mkdirSync(join(folder, 'sources'), { recursive: true });
    const size = this.#write(folder, chance.one(seeds), chance);
    const opened = openSession(folder);
    if (opened.ok) {
      examine(opened.value.profile, chance);
      for (const { sha256 } of opened.value.profile.files) if (sha256 !== null) readKeptText(folder, sha256);
    }
    sessionStamp(folder);
    openHistory({ HEATLINE_HOME: this.#home }).list();
    findSession(this.#home, chance.one([undefined, 'session', '', '.', '..', 'x']));
    return size;
  }

  #write(folder: string, session: SeedSession, chance: Chance): number {
    const text = 'print(1)\n';
    const sha = createHash('sha256').update(text).digest('hex');
    const streams = session.streams.map((bytes, index): [string, string | Uint8Array] => {
      const damaged = chance.happens(0.5) ? mutateStream(bytes.slice(), chance) : bytes;
      const packed = chance.happens(0.5) ? pack(damaged) : damaged;
      return [
        `${100 + index}-${(1e9 + index).toString(16)}.hls`,
        chance.happens(0.3) ? mutateBytes(packed.slice(), chance) : packed,
      ];
    });
    const files: [string, string | Uint8Array][] = [
      ...streams,
      ...Object.entries(session.texts).map(([name, text]): [string, string] => [
        name,
        chance.happens(0.3) ? mutateJson(text, chance) : text,
      ]),
      ['capture', session.capture],
      ['name', chance.happens(0.5) ? 'a name' : chance.bytes(chance.few(2000))],
      [join('sources', sha), text],
      ...(chance.happens(0.2)
        ? [[`${streams[0]?.[0] ?? 'x'}.more`, chance.bytes(chance.few(50_000))] as [string, Uint8Array]]
        : []),
    ];
    for (const [name, contents] of files) this.#place(join(folder, name), contents, chance);
    return files.reduce((sum, [, contents]) => sum + contents.length, 0);
  }

  #place(path: string, contents: string | Uint8Array, chance: Chance): void {
    if (chance.happens(0.95)) {
      writeFileSync(path, contents);
      return;
    }
    const kind = chance.below(6);
    if (kind === 0) mkdirSync(path);
    else if (kind === 1) linkSync(this.#fifo, path);
    else if (kind === 2) symlinkSync(chance.one([path, '/nowhere', '/dev/zero', '/proc/self/mem']), path);
    else if (kind === 3) writeFileSync(path, '');
    else if (kind === 4) {
      writeFileSync(path, contents);
      // Sparse: a gigabyte that takes no room.
      truncateSync(path, 2 ** 30);
    }
  }

  dispose(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
