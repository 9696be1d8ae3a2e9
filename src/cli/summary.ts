/** The lines above and below the numbers: what was measured, what 100 % is, and how far it can be trusted. */
import type { MemoryAsked } from '../profile/tables.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';
import { basisWords } from '../queries/basisWords.ts';
import type { Question } from '../queries/question.ts';
import { formatCount, formatSeconds } from './format.ts';

/** "3.21 s elapsed · 3.10 s CPU · 310 samples at 100 Hz · overhead 0.02 %" */
export function formatHeader(profile: ProfileJson): string {
  const { process, quality } = profile;
  const n_python = process.processes.filter(({ python }) => python).length;
  const parts = [`${formatSeconds(process.wall_s)} elapsed`, ...windowPart(process), cpuText(process)];
  parts.push(`${formatCount(quality.signals, 'sample')} at ${process.rate_hz} Hz`);
  if (n_python > 1) parts.push(formatCount(n_python, 'process', 'processes'));
  if (process.threads.length > n_python) parts.push(formatCount(process.threads.length, 'thread'));
  if (quality.signals > 0) parts.push(`recording cost ${(quality.recording * 100).toFixed(2)} % of the CPU time`);
  return parts.join(' · ');
}

/** "recorded from 2.00 s to 5.00 s" */
function windowPart({ window }: ProfileJson['process']): string[] {
  if (window === null) return [];
  const end = window.end_s === null ? 'the end' : formatSeconds(window.end_s);
  return [`recorded from ${formatSeconds(window.begin_s)} to ${end}`];
}

/** What other programs used is said where it is more than a trifle: it stands on no line. */
function cpuText({ cpu_s: all, programs_cpu_s: programs }: ProfileJson['process']): string {
  const text = `${formatSeconds(all)} CPU`;
  return programs > all * 0.01 ? `${text}, ${formatSeconds(programs)} of it in other programs` : text;
}

/** "100 % is 3.21 s: elapsed time of the main thread plus CPU time of the others." */
export function formatBasis({ process }: ProfileJson, question: Question): string {
  const threadName = question.thread === undefined ? '' : `thread ${question.thread.tid}`;
  const processName = question.pid === undefined ? '' : `, in process ${question.pid}`;
  return `100 % is ${formatSeconds(process.basis_s)}: ${basisWords(question, threadName)}${processName}.`;
}

/**
 * What a reader has to know before trusting the numbers; empty when there is nothing.
 *
 * @param asked what of memory was to be measured; what was not asked for is not missed
 */
export function formatCautions(profile: ProfileJson, asked: MemoryAsked | null): string[] {
  const { quality, problems } = profile;
  const missed = quality.unavailable.filter((name) => isMissed(name, quality.unavailable, asked));
  const cautions = missed.map((name) => `Not available in this run: ${unavailableMeaning[name] ?? name}.`);
  const notSeen = quality.tasks?.not_seen ?? [];
  if (notSeen.length > 0)
    cautions.push(`Tasks of ${notSeen.join(' and ')} are not seen: what they await stands on no line.`);
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

function isMissed(name: string, all: readonly string[], asked: MemoryAsked | null): boolean {
  // Said where imports are asked for: a program that imports nothing lacks nothing.
  if (name === 'imports') return false;
  if (name !== 'memory' && name !== 'copies') return true;
  const wanted = name === 'memory' ? asked?.allocations : asked?.copies;
  // The reason for memory is told by itself.
  return wanted === true && (name === 'copies' || !all.includes('allocator'));
}

const unavailableMeaning: Readonly<Record<string, string>> = {
  'python-stacks': 'Python lines, because this Python version is unknown to Heatline',
  split: 'the split into Python and native, because the evaluation loop was not found in this interpreter',
  'c-calls': 'part of the split into Python and native, because the program was too short',
  'native-threads': 'threads that existed before the recording began',
  waiting: 'waiting',
  timer: 'CPU time, because the system refused timers',
  memory: 'memory, because there was no room for it',
  copies: 'copies, because their hooks were not loaded',
  allocator: 'memory, because the program has an allocator of its own, which keeps its place',
  tasks: "what tasks await, because they are not of asyncio's own type",
  'python-allocations': "Python's small objects, because its allocators could not be wrapped",
};
