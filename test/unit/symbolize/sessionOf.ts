import assert from 'node:assert/strict';

import type { Profile } from '../../../src/profile/profile.ts';
import { decodeStream } from '../../../src/session/decode.ts';
import { encodeStream } from '../../../src/session/encode.ts';
import { plainStream, type PlainProcess } from '../../../src/session/plainStream.ts';
import type { SessionInfo } from '../../../src/session/session.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';

export const info: SessionInfo = {
  version: 1,
  id: 'example',
  command: ['python3', 'a.py'],
  interpreter: '/usr/bin/python3',
  cwd: '/home/me',
  script: '/home/me/a.py',
  module: null,
  scope: ['/home/me'],
  scopeAll: false,
  rateHz: 100,
  cpuOnly: false,
  pid: 100,
  startedAt: '2023-11-14T22:13:20.000Z',
  heatline: '0.1.0',
  shm: '',
  state: 'ended',
  end: { status: 0, signal: null, wallNs: 0, cpuNs: 0, cancelled: false },
};

export const scope = { kind: 'paths', roots: ['/home/me'], files: [], excluded: [] } as const;
export const main = { file: 'a.py', name: '<module>', line: 3 };
export const work = { file: '/home/me/a.py', name: 'work', line: 12, firstLine: 10 };

/** Through the bytes: facts are encoded, decoded and built, without a problem on the way. */
export function profileOf(processes: readonly PlainProcess[], given: Partial<SessionInfo> = {}): Profile {
  const streams = processes.map((facts) => {
    const { stream, problems } = decodeStream(encodeStream(plainStream(facts)).main);
    assert.deepEqual(problems, []);
    assert.ok(stream);
    return stream;
  });
  const { profile, problems } = buildProfile({ info: { ...info, ...given }, streams });
  assert.deepEqual(problems, []);
  return profile;
}

/** Seconds by class number over all cells. */
export function secondsByClass(profile: Profile): Record<number, number> {
  const sums: Record<number, number> = {};
  for (let cell = 0; cell < profile.cells.length; cell++) {
    const kind = profile.cells.class[cell] ?? 0;
    sums[kind] = Number(((sums[kind] ?? 0) + (profile.cells.seconds[cell] ?? 0)).toFixed(9));
  }
  return sums;
}
