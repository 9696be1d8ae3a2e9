/** What is damaged: sessions as they are kept, and made-up ones with all that those lack. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodeCapture } from '../../src/session/captureFile.ts';
import { encodeStream } from '../../src/session/encode.ts';
import { importFlag } from '../../src/session/layout.ts';
import { encodePss } from '../../src/session/pssFile.ts';
import type { ImportFacts, Stream } from '../../src/session/session.ts';
import { unpack } from '../../src/store/packedFile.ts';
import { generatedInfo, generateStream } from '../fixtures/generateSession.ts';
import { withMemory } from '../fixtures/generateMemory.ts';

export interface SeedSession {
  readonly streams: readonly Uint8Array[];
  /** Whole files of the folder that are text, by name. */
  readonly texts: Readonly<Record<string, string>>;
  readonly capture: Uint8Array;
}

const kept = join(import.meta.dirname, '..', 'fixtures', 'sessions');
const textNames = ['session.json', 'pss.json', 'symbols.json', 'sources.json'];

function readSession(folder: string): SeedSession {
  const names = readdirSync(folder);
  const texts = names.filter((name) => textNames.includes(name));
  return {
    streams: names
      .filter((name) => name.endsWith('.hls'))
      .map((name) => Uint8Array.from(unpack(readFileSync(join(folder, name))))),
    texts: Object.fromEntries(texts.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    capture: Uint8Array.from(readFileSync(join(folder, 'capture'))),
  };
}

/** Imports below each other, in packages of several libraries, some of them after the mark. */
function madeImports(stream: Stream): ImportFacts[] {
  return Array.from({ length: 60 }, (_, index) => ({
    id: index + 1,
    parent: index % 3 === 0 ? 0 : index,
    threadRow: 0,
    flags: (index % 2 === 0 ? importFlag.cached : importFlag.native) | (index % 5 === 0 ? importFlag.counted : 0),
    startNs: index * 1e6,
    totalNs: 9e6,
    ownNs: 1e6,
    nativeNs: index % 4 === 0 ? 5e5 : 0,
    liveBytes: index % 7 === 0 ? -4096 : 65_536,
    residentKib: index % 9,
    callers: [{ code: 1 + (index % Math.max(1, stream.codes.size - 1)), offset: 4 }],
    name: `library${index % 6}.part${index}`,
    path: `/usr/lib/python3/dist-packages/library${index % 6}/part${index}.py`,
    functions: index % 8,
    called: index % 8 === 0 ? null : index % 2 === 0,
    files: index % 5 === 0 ? { count: index, bytes: index * 1000, codeBytes: index } : null,
  }));
}

function madeSession(): SeedSession {
  const size = { seed: 5, threads: 3, seconds: 10, rateHz: 100, nodes: 900, cells: 300, codes: 60 };
  const stream = withMemory(generateStream(size), 2, 60);
  const whole = encodeStream({
    ...stream,
    imports: madeImports(stream),
    events: [{ kind: 'ready', monoNs: 2e9, value: 0 }],
  });
  const { header } = stream;
  const rounds = Array.from({ length: 20 }, (_, index) => ({
    ms: 1000 + index * 500,
    rows: [{ pid: header.pid, startMonoNs: header.startMonoNs, pssKib: 9000 + index, rssKib: 12_000 + index }],
  }));
  const info = {
    ...generatedInfo,
    readyAt: 'function_1',
    memory: { allocations: true, copies: true, intervalBytes: 0, otherAllocator: null },
    imports: true,
    end: {
      status: 0,
      signal: null,
      wallNs: 1e10,
      cpuNs: 9e9,
      cancelled: false,
      evidence: { outOfMemory: false, pythonVersion: '', syntaxError: null },
    },
  };
  const names = {
    version: 1,
    modules: [{ path: '/usr/lib/x86_64-linux-gnu/lib1.so', buildId: '', functions: [[4096, 'f']] }],
  };
  return {
    streams: [whole.main],
    texts: {
      'session.json': JSON.stringify(info),
      'pss.json': encodePss(rounds),
      'symbols.json': JSON.stringify(names),
      'sources.json': JSON.stringify({
        version: 1,
        files: [{ path: '/home/me/project/package0/module0.py', sha256: 'a'.repeat(64) }],
      }),
    },
    capture: encodeCapture({
      rateHz: 100,
      cpuOnly: false,
      treeLimitKib: 16_384,
      processLimitKib: 1024,
      maxStreams: 64,
      waitThresholdUs: 50,
      diskDir: '/tmp',
      preload: '/x.so',
    }),
  };
}

/** The kept sessions, a made-up one, and those of `recorded`, folders of sessions. */
export function seedSessions(recorded: readonly string[] = []): readonly SeedSession[] {
  const folders = existsSync(kept) ? readdirSync(kept).map((name) => join(kept, name)) : [];
  return [...[...folders, ...recorded].map(readSession), madeSession()];
}
