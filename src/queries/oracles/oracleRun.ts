/** One recorded run of a program that knows what it did. */
import type { ProfileJson } from '../../protocol/profileJson.ts';
import type { MemoryGroups } from './memory.ts';
import type { Truth } from './truth.ts';

/** What of a run is compared: `calls` its stacks, `hold` and `copy` its memory, the others its time. */
export type OracleKind = 'lines' | 'functions' | 'split' | 'waiting' | 'calls' | 'hold' | 'copy';

interface AnyRun {
  /** For people, with its turn where the program ran more than once. */
  readonly name: string;
  /** Of CPU time, in the scope of the oracles' folder. */
  readonly profile: ProfileJson;
}

export interface TimeRun extends AnyRun {
  readonly kind: 'lines' | 'functions' | 'split' | 'waiting';
  readonly truth: Truth;
  /** CPU time on all lines of all files, in whatever scope. */
  readonly lineSeconds: number;
}

export interface CallsRun extends AnyRun {
  readonly kind: 'calls';
  /** Collapsed, one a line. */
  readonly stacks: string;
}

export interface MemoryRun extends AnyRun {
  readonly kind: 'hold' | 'copy';
  readonly program: string;
  readonly groups: MemoryGroups;
}

export type OracleRun = TimeRun | CallsRun | MemoryRun;
