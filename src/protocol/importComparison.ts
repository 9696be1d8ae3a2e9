/** How the import bill of a run differs from those of earlier ones, as it stands in the JSON. Seconds, shares in 0..1. */
import type { ImportFinding, ImportUse, LibraryOrigin } from './imports.ts';
import type { Interval } from './interval.ts';

export interface ComparedRun {
  /** The session's. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly command: readonly string[];
}

/** A claim is made only beyond what runs of the same program differ by. */
export interface TimeChange {
  /** Median of the earlier runs, and the least and most of them. */
  readonly before_s: number;
  readonly before_range_s: Interval;
  readonly now_s: number;
  readonly difference_s: number;
  /** Null: within the noise, or the runs don't compare. */
  readonly claim: 'more' | 'less' | null;
  /** Bytecode was compiled in some of the runs only: that alone changes times several times over. */
  readonly compiled: boolean;
}

export interface UseChange {
  /** Mean of the earlier runs; the interval reaches from their lowest bound to their highest. */
  readonly before: ImportUse;
  readonly now: ImportUse;
  /** Null while the intervals overlap. */
  readonly claim: 'more' | 'less' | null;
}

/**
 * `came`, `went`: loaded in none of the earlier runs, not loaded now. `later`: a function loads it now, module level did. `earlier`: the other way round.
 * `unsure`: the earlier runs differ in this.
 */
export type LoadingChange = 'same' | 'came' | 'went' | 'later' | 'earlier' | 'unsure';

export interface LibraryChange {
  readonly library: string;
  readonly origin: LibraryOrigin;
  readonly loading: LoadingChange;
  /** Own time while the program initialised. */
  readonly init: TimeChange;
  readonly use: UseChange;
}

/**
 * Why a finding came or went. `used`: it is at work now; `unused`: it no longer is; `import`: it is no longer, or only now, imported by module-level code;
 * `later`: a function loads it now; `cost`: it costs less, or more; null: nothing beyond the noise explains it.
 */
export type FindingReason = 'used' | 'unused' | 'import' | 'later' | 'cost';

export interface FindingChange {
  /** `gone`: it no longer holds; `unsure`: only one side has it, but the difference may be chance. */
  readonly status: 'holds' | 'gone' | 'new' | 'unsure';
  readonly because: FindingReason | null;
  /** As it was found last: now unless only earlier runs have it. */
  readonly finding: ImportFinding;
  readonly found_now: boolean;
  /** How many of the earlier runs have it. */
  readonly found_before: number;
  /** Own time of the finding's modules while the program initialised. */
  readonly cost: TimeChange;
  readonly use: UseChange;
  /** One sentence: what became of it. */
  readonly message: string;
}

/** A function of the program's own code from which what it did after its initialisation branches. */
export interface EntryShare {
  /** Relative to the project; "" for time outside of the program's own code. */
  readonly path: string;
  readonly name: string;
  /** Of the CPU time after the imports: mean of the earlier runs, and now. */
  readonly before: number;
  readonly now: number;
}

export interface WorkloadDrift {
  /** Largest difference first. */
  readonly entries: readonly EntryShare[];
  /** Sum of the absolute differences of all shares: 0 (the same) to 2 (nothing in common). */
  readonly drift: number;
  /** What the drift has to exceed: what counts at all, with what samples of one workload differ by, or what the earlier runs differ by. */
  readonly threshold: number;
  /** `unknown`: too few samples to tell. */
  readonly verdict: 'drifted' | 'same' | 'unknown';
}

/**
 * What stands in the way of comparing: other words on the command line, another Python, imports that were compiled anew, or times claimed from one earlier
 * run, of which one may have found its files in memory and the other on the disk.
 */
export type ComparisonCaution = 'command' | 'python' | 'compiled' | 'single';

export interface ImportComparison {
  readonly now: ComparedRun;
  /** Oldest first. */
  readonly before: readonly ComparedRun[];
  readonly cautions: readonly ComparisonCaution[];
  readonly init: TimeChange;
  readonly workload: WorkloadDrift;
  /** Those of the earlier runs that no longer hold come first, then new ones, those that hold, and what can't be told. */
  readonly findings: readonly FindingChange[];
  /** Claimed differences first, the largest in time first. */
  readonly libraries: readonly LibraryChange[];
}
