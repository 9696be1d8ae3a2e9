import type { BasisName } from '../protocol/profileJson.ts';
import type { Scope } from './scope.ts';

/** What is asked of a profile. Every screen that shows the same question shows the same numbers. */
export interface Question {
  readonly scope: Scope;
  /** What a share of 1 stands for; see docs/profile-json.md. */
  readonly basis: BasisName;
  /** Only this process. */
  readonly pid?: number;
  /** Only this thread; its waiting then counts as the main thread's does. */
  readonly thread?: { readonly pid: number; readonly tid: number };
}
