/** A sessions' root and a folder that stands for tmpfs, with sessions made of plain facts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { encodeStream } from '../../../src/session/encode.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import { createSession, type NewSession } from '../../../src/store/createSession.ts';

export interface Sandbox {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  newSession(name: string): NewSession;
  dispose(): void;
}

export function makeSandbox(): Sandbox {
  const base = mkdtempSync(join(tmpdir(), 'heatline-store-'));
  const root = join(base, 'sessions');
  const env = { HEATLINE_HOME: root };
  const made: NewSession[] = [];
  return {
    root,
    env,
    newSession(name) {
      const info = {
        command: ['/usr/bin/python3', `/p/${name}.py`],
        interpreter: '/usr/bin/python3',
        cwd: '/p',
        script: `/p/${name}.py`,
        module: null,
        scope: ['/p'],
        scopeAll: false,
        rateHz: 100,
        cpuOnly: false,
        heatline: '0.1.0',
      };
      const session = createSession({ env, name: `${name}.py`, folder: join(root, `${name}-${made.length}`), info });
      made.push(session);
      return session;
    },
    dispose() {
      for (const { shm } of made) rmSync(shm, { recursive: true, force: true });
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** One second on line 3 of `/p/<name>.py`, as the core would have left it. `tmpfsBlocks` puts the rest into a `.more` file. */
export function writeStream(session: NewSession, pid: number, startNs: number, tmpfsBlocks?: number): string {
  const file = session.info.script ?? '';
  const facts = {
    header: { pid, startMonoNs: startNs, state: 'ready' as const },
    threads: [{ main: true, cells: [{ stack: [{ file, name: 'work', line: 3 }], class: 1, ns: 1e9, samples: 100 }] }],
  };
  const { main, more } = encodeStream(plainStream(facts), tmpfsBlocks);
  const name = `${pid}-${startNs.toString(16)}.hls`;
  // The core reserves more than it uses.
  const reserved = new Uint8Array(main.length + 5 * 16384);
  reserved.set(main);
  writeFileSync(join(session.shm, name), reserved);
  if (more.length > 0) writeFileSync(join(session.folder, `${name}.more`), more);
  return name;
}

/** Makes it look as if the runner had been killed. */
export function killRunner(session: NewSession): void {
  writeFileSync(join(session.shm, 'runner'), '4194304 1');
}
