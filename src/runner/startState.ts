/**
 * What this process was started with and Node has changed since, and which a program started without us would have: open
 * descriptors (Node marks those up to 15 close-on-exec), the soft limit of open files (raised to the hard one) and ignored
 * signals (reset). The descriptors are still there to be seen; the other two are taken from whoever started us.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

import { readProcessStat } from './processTree.ts';

/** Descriptors above standard error to be passed on by name. To be asked before any file of our own is open. */
export function inheritedDescriptors(): number[] {
  const links = readdirSync('/proc/self/fd').flatMap((name) => describeDescriptor(name));
  const isOfNode = ({ target }: Descriptor): boolean => target.startsWith('anon_inode:');
  // Node fills the numbers that are free when it starts; what it opens later, such as its reserve on /dev/null, comes after these.
  const lastOfNode = Math.max(...links.filter(isOfNode).map(({ fd }) => fd));
  return links
    .filter((link) => {
      // One that isn't marked is inherited anyway.
      if (link.fd <= 2 || link.fd > lastOfNode || !link.closeOnExec || isOfNode(link)) return false;
      // Node's own pipes have both ends in this process.
      return !link.target.startsWith('pipe:') || links.filter(({ target }) => target === link.target).length === 1;
    })
    .map(({ fd }) => fd);
}

interface Descriptor {
  readonly fd: number;
  readonly target: string;
  readonly closeOnExec: boolean;
}

const closeOnExecFlag = 0o2000000;

function describeDescriptor(name: string): Descriptor[] {
  try {
    const target = readlinkSync(`/proc/self/fd/${name}`);
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'latin1'))?.[1] ?? '0';
    return [{ fd: Number(name), target, closeOnExec: (Number.parseInt(flags, 8) & closeOnExecFlag) !== 0 }];
  } catch {
    // The descriptor of the listing itself, closed by now.
    return [];
  }
}

export interface StartLimits {
  /** Soft limit of open files; 0 when it is not known or was not changed. */
  readonly openFiles: number;
  /** Bit n-1 for each signal n that was ignored. */
  readonly ignoredSignals: bigint;
}

/** SIGHUP: the one that people have ignored for a program (nohup). Shells ignore others for themselves alone. */
const inheritedIgnores = 1n;

export function startLimits(): StartLimits {
  const starter = starterPid();
  const [soft, hard] = openFilesLimits(starter);
  const [ownSoft, ownHard] = openFilesLimits('self');
  const changed = soft !== undefined && hard === ownHard && soft !== ownSoft;
  return { openFiles: changed ? soft : 0, ignoredSignals: ignoredSignals(starter) & inheritedIgnores };
}

/** The process that started the command line; under an older Node, that is the one that started the older Node. */
function starterPid(): number {
  const parent = readProcessStat(process.ppid);
  const [program = '', script = ''] = readText(`/proc/${process.ppid}/cmdline`).split('\0');
  const isLauncher =
    basename(program) === 'node' && script !== '' && basename(script) === basename(process.argv[1] ?? '');
  return isLauncher && parent !== undefined ? parent.ppid : process.ppid;
}

/** `undefined` for "unlimited" and when the file can't be read. */
function openFilesLimits(pid: number | 'self'): readonly [soft: number | undefined, hard: number | undefined] {
  const match = /^Max open files\s+(\d+)\s+(\d+)/m.exec(readText(`/proc/${pid}/limits`));
  return match === null ? [undefined, undefined] : [Number(match[1]), Number(match[2])];
}

function ignoredSignals(pid: number): bigint {
  const match = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readText(`/proc/${pid}/status`));
  return match === null ? 0n : BigInt(`0x${match[1] ?? '0'}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Ended meanwhile, or another user's.
    return '';
  }
}
