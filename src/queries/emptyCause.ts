/** Why a profile has no lines to show: always exactly one cause. */
import type { ProfileJson } from '../protocol/profileJson.ts';

export type EmptyCause =
  NotRecorded | { readonly kind: 'python-unknown'; readonly code: 'PYTHON_UNKNOWN' } | Early | Out;

/** Nothing was recorded. */
type NotRecorded =
  | { readonly kind: 'not-recorded'; readonly code: 'NO_ROOM' | 'NOT_PYTHON' | 'NOT_LOADED' | 'NOT_READY' }
  | { readonly kind: 'not-recorded'; readonly code: 'KILLED'; readonly signal: string };

/** Too little was recorded to tell the lines. */
type Early =
  | { readonly kind: 'early'; readonly code: 'NOTHING_YET' | 'REPLACED' | 'CANCELLED' | 'TOO_SHORT' }
  | { readonly kind: 'early'; readonly code: 'KILLED'; readonly signal: string }
  | { readonly kind: 'early'; readonly code: 'FAILED_EARLY'; readonly status: number };

/** Enough was recorded, none of it in scope. */
interface Out {
  readonly kind: 'out-of-scope';
  readonly code: 'NO_WAITING' | 'NO_CPU_IN_SCOPE' | 'NOTHING_IN_SCOPE';
}

/** What is known of the recording beside the profile. */
export interface RecordingFacts {
  /** Processes that recorded. */
  readonly streams: number;
  /** Of them, those that found their interpreter and began to record. */
  readonly ready: number;
  /** Processes that loaded the recorder and are not Python. */
  readonly foreign: number;
  /** Processes that were not recorded for lack of room. */
  readonly refused: number;
  /** The first process became another program by exec. */
  readonly replaced: boolean;
  readonly running: boolean;
  readonly cancelled: boolean;
}

/**
 * For a profile without lines under the asked scope and basis. `enoughSamples`: with fewer, the program counts as one that
 * ended too early.
 */
export function emptyCause(profile: ProfileJson, facts: RecordingFacts, enoughSamples: number): EmptyCause {
  return notRecorded(profile, facts) ?? endedEarly(profile, facts, enoughSamples) ?? outOfScope(profile);
}

function notRecorded({ process, quality }: ProfileJson, facts: RecordingFacts): EmptyCause | undefined {
  const kind = 'not-recorded';
  const { signal } = process.exit;
  if (facts.streams === 0) {
    if (facts.refused > 0) return { kind, code: 'NO_ROOM' };
    if (facts.foreign > 0) return { kind, code: 'NOT_PYTHON' };
    if (signal !== null) return { kind, code: 'KILLED', signal };
    if (!facts.running) return { kind, code: 'NOT_LOADED' };
  }
  if (quality.unavailable.includes('python-stacks')) return { kind: 'python-unknown', code: 'PYTHON_UNKNOWN' };
  return facts.ready === 0 && !facts.running ? { kind, code: 'NOT_READY' } : undefined;
}

function endedEarly(profile: ProfileJson, facts: RecordingFacts, enoughSamples: number): Early | undefined {
  const kind = 'early';
  const { status, signal } = profile.process.exit;
  if (profile.quality.signals >= enoughSamples) return undefined;
  if (facts.running) return { kind, code: 'NOTHING_YET' };
  if (facts.replaced) return { kind, code: 'REPLACED' };
  if (facts.cancelled) return { kind, code: 'CANCELLED' };
  if (signal !== null) return { kind, code: 'KILLED', signal };
  return status === 0 || status === null ? { kind, code: 'TOO_SHORT' } : { kind, code: 'FAILED_EARLY', status };
}

function outOfScope({ process }: ProfileJson): Out {
  const codes = { wait: 'NO_WAITING', cpu: 'NO_CPU_IN_SCOPE', elapsed: 'NOTHING_IN_SCOPE' } as const;
  return { kind: 'out-of-scope', code: codes[process.basis] };
}
