import type { Profile } from '../profile/profile.ts';

/** Elapsed time of the part of the run that was recorded: what rates are by. */
export function recordedSeconds(profile: Profile): number {
  const elapsed = elapsedSeconds(profile);
  const { window } = profile.capture;
  return window === null ? elapsed : Math.max(0, (window.endSeconds ?? elapsed) - window.beginSeconds);
}

/** Elapsed time of the run: by the runner where it saw the end, else that of the first process. */
export function elapsedSeconds(profile: Profile): number {
  const { capture, processes } = profile;
  const first = processes.find((process) => process.pid === capture.pid) ?? processes[0];
  return capture.wallSeconds > 0 ? capture.wallSeconds : (first?.wallSeconds ?? 0);
}
