/** A copy of the built product whose recorder has a fault: one line of a copy of the C sources is replaced, so that no fault is ever shipped. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { buildObject, nativeFolder } from '../native/builtObject.ts';
import { commandLine } from '../python/harness.ts';

export interface Fault {
  /** Below python/native. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
}

/** Gives `use` the path of a command line that records with the fault. */
export async function withFault<T>(fault: Fault, use: (faultyCommandLine: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-fault-'));
  try {
    const sources = join(folder, 'native');
    cpSync(nativeFolder, sources, { recursive: true });
    const path = join(sources, fault.file);
    const parts = readFileSync(path, 'utf8').split(fault.from);
    assert.equal(parts.length, 2, `"${fault.from}" stands ${parts.length - 1} times in ${fault.file}`);
    writeFileSync(path, parts.join(fault.to));
    return await use(installed(folder, await buildObject('memory', sources)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function installed(folder: string, object: string): string {
  const dist = resolve(dirname(commandLine));
  const copy = join(folder, 'dist');
  const needed = /^(cli[\w-]*\.js|heatline\.js|python|native)$/;
  cpSync(dist, copy, {
    recursive: true,
    filter: (path) => path === dist || needed.test(path.slice(dist.length + 1).split('/')[0] ?? ''),
  });
  const native = join(copy, 'native', 'linux-x64');
  mkdirSync(native, { recursive: true });
  cpSync(object, join(native, 'libheatline.so'));
  return join(copy, 'heatline.js');
}
