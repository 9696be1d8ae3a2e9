/** The lines above and below the numbers: what was measured, what 100 % is, and how far it can be trusted. */
import type { BasisName, ProfileJson } from '../protocol/profileJson.ts';
import { formatCount, formatSeconds } from './format.ts';

/** "3.21 s elapsed · 3.10 s CPU · 310 samples at 100 Hz · overhead 0.02 %" */
export function formatHeader(profile: ProfileJson): string {
  const { process, quality } = profile;
  const parts = [`${formatSeconds(process.wall_s)} elapsed`, `${formatSeconds(process.cpu_s)} CPU`];
  parts.push(`${formatCount(quality.signals, 'sample')} at ${process.rate_hz} Hz`);
  if (process.processes.length > 1) parts.push(formatCount(process.processes.length, 'process', 'processes'));
  if (process.threads.length > process.processes.length) parts.push(formatCount(process.threads.length, 'thread'));
  if (quality.signals > 0) parts.push(`recording cost ${(quality.overhead * 100).toFixed(2)} % of the CPU time`);
  return parts.join(' · ');
}

const basisMeaning: Readonly<Record<BasisName, string>> = {
  elapsed: 'elapsed time of the main thread and CPU time of the others',
  cpu: 'CPU time of all threads',
  wait: 'waiting of all threads',
};

/** "100 % is 3.21 s: elapsed time of the main thread and CPU time of the others." */
export function formatBasis(profile: ProfileJson, threadName?: string): string {
  const { basis, basis_s: seconds } = profile.process;
  const meaning =
    threadName === undefined ? basisMeaning[basis] : `${basis === 'elapsed' ? 'lifetime' : basis} of ${threadName}`;
  return `100 % is ${formatSeconds(seconds)}: ${meaning}.`;
}

/** What a reader has to know before trusting the numbers; empty when there is nothing. */
export function formatCautions(profile: ProfileJson): string[] {
  const { quality, problems } = profile;
  const cautions = quality.unavailable.map((name) => `Not available in this run: ${unavailableMeaning[name] ?? name}.`);
  const noticeable = Math.max(0.01, profile.process.cpu_s * 0.02);
  if (quality.unsampled_s > noticeable)
    cautions.push(`${formatSeconds(quality.unsampled_s)} of CPU time could not be sampled.`);
  if (quality.scheduled_out_s > Math.max(0.05, profile.process.wall_s * 0.1)) {
    cautions.push(
      `${formatSeconds(quality.scheduled_out_s)} went by while threads were ready but other programs had the processor.`,
    );
  }
  if (quality.truncated > 0)
    cautions.push(`${formatCount(quality.truncated, 'stack')} were too deep to be recorded to the root.`);
  // That nothing was recorded is said by the cause, at length.
  const told = problems.filter(({ code }) => code !== 'session-empty');
  return [...cautions, ...told.map(({ code, message }) => `${message} [${code}]`)];
}

const unavailableMeaning: Readonly<Record<string, string>> = {
  'python-stacks': 'Python lines, because this Python version is unknown to Heatline',
  split: 'the split into Python and native, because the evaluation loop was not found in this interpreter',
  'c-calls': 'part of the split into Python and native, because the program was too short',
  'native-threads': 'threads that existed before the recording began',
  waiting: 'waiting',
  timer: 'CPU time, because the system refused timers',
};
