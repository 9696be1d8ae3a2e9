/** How a capture is started: launching a program is one way, attaching to a running one another. All look like this. */

export interface TargetEnd {
  /** Exit status, null when a signal ended it. */
  readonly status: number | null;
  /** Name of the signal, null when it exited. */
  readonly signal: NodeJS.Signals | null;
  /** From the start to the end, by the monotonic clock. */
  readonly wallNs: number;
  /** Whether it was ended on request, by `cancel`. */
  readonly cancelled: boolean;
}

export interface CaptureHandle {
  /** Process id of the target's first process. */
  readonly pid: number;
  /** Resolves when the target's first process has ended; never rejects. */
  readonly exited: Promise<TargetEnd>;
  /** Asks the target to end: SIGINT, after 5 s SIGTERM, after 5 s more SIGKILL to every process of the tree. */
  cancel(): Promise<void>;
}

export interface Recorder<Target> {
  readonly kind: string;
  /** For people: "Launch a program". */
  readonly label: string;
  /** `undefined` when this recorder works here for `target`, else a sentence that says why not. */
  canApplyTo(target: Target): string | undefined;
  /** Rejects with a `UserError`. */
  start(target: Target): Promise<CaptureHandle>;
}
