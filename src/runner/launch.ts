/** Launches a program with the recorder preloaded: no shell, the same standard streams, no descriptor of ours. */
import { execa } from 'execa';

import type { CaptureHandle, Recorder, TargetEnd } from './recorder.ts';
import { readProgramKind } from './elfFacts.ts';
import { listTree, signalProcess } from './processTree.ts';
import { forwardSignals } from './signals.ts';
import { startFailed } from './userErrors.ts';

export interface LaunchTarget {
  /** The interpreter, absolute. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  /** The whole environment, the recorder's entries included. */
  readonly env: Readonly<Record<string, string>>;
  /** Descriptors above standard error that the program is to have as well, under the same numbers. */
  readonly descriptors: readonly number[];
  /** A signal that is the caller's own business: it is not passed on. */
  readonly keptSignal: NodeJS.Signals | undefined;
}

const politeMs = 5_000;

export const launchRecorder: Recorder<LaunchTarget> = {
  kind: 'launch',
  label: 'Launch a program',
  canApplyTo({ program }) {
    const facts = readProgramKind(program);
    if (facts.kind !== 'elf') return undefined;
    if (facts.machine === 'other' || facts.bits === 32) return `${program} is not a 64-bit x86-64 program`;
    if (facts.isStatic) return `${program} is linked statically, so nothing can be loaded into it`;
    if (facts.setId)
      return `${program} runs with the rights of its owner, so the loader refuses to load anything into it`;
    return undefined;
  },
  start: launch,
};

async function launch(target: LaunchTarget): Promise<CaptureHandle> {
  const startedNs = process.hrtime.bigint();
  const child = execa(target.program, target.arguments, {
    cwd: target.cwd,
    env: target.env,
    extendEnv: false,
    stdio: standardAnd(target.descriptors),
    buffer: false,
    // The target outlives us when it wants to, as it would outlive the shell.
    cleanup: false,
    reject: false,
  });
  if (child.pid === undefined) {
    const { originalMessage, shortMessage } = await child;
    throw startFailed(target.program, originalMessage ?? shortMessage ?? 'unknown');
  }
  const { pid } = child;
  const forwarding = forwardSignals(pid, target.keptSignal);
  let cancelled = false;
  const exited = new Promise<TargetEnd>((resolve) => {
    // The event, not execa's promise: it tells the end of the process itself.
    child.nodeChildProcess.once('exit', (status, signal) => {
      forwarding.dispose();
      resolve({ status, signal, wallNs: Number(process.hrtime.bigint() - startedNs), cancelled });
    });
  });
  return {
    pid,
    exited,
    async cancel() {
      cancelled = true;
      await endTree(pid, exited);
    },
  };
}

/** execa's types list these numbers; it takes every one. */
type Descriptor = 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Stdio = ['inherit', 'inherit', 'inherit', ...('ignore' | Descriptor)[]];

function isDescriptor(fd: number): fd is Descriptor {
  return fd > 2;
}

function standardAnd(descriptors: readonly number[]): Stdio {
  const stdio: Stdio = ['inherit', 'inherit', 'inherit'];
  for (const fd of descriptors) {
    // Above standard error "ignore" leaves a number closed.
    while (stdio.length < fd) stdio.push('ignore');
    if (isDescriptor(fd)) stdio[fd] = fd;
  }
  return stdio;
}

async function endTree(pid: number, exited: Promise<TargetEnd>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    signalProcess(pid, signal);
    if (await settledWithin(exited, politeMs)) return;
  }
  for (const member of listTree(pid).toReversed()) signalProcess(member, 'SIGKILL');
  await exited;
}

async function settledWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
