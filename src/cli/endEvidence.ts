/** What is found out about a run that ended badly, right after its end: later the file and the machine are others. */
import type { Profile } from '../profile/profile.ts';
import { countMemoryKills } from '../runner/memoryKills.ts';
import type { TargetEnd } from '../runner/recorder.ts';
import { findSyntaxError } from '../runner/syntaxCheck.ts';
import type { EndEvidence } from '../store/createSession.ts';

export interface EndedProgram {
  readonly end: TargetEnd;
  readonly profile: Profile;
  readonly memoryKillsBefore: number;
  /** The program's. */
  readonly env: Readonly<Record<string, string>>;
}

/** `undefined` when the end needs no explanation, or there is none. */
export function findEvidence({ end, profile, memoryKillsBefore, env }: EndedProgram): EndEvidence | undefined {
  const outOfMemory = end.signal === 'SIGKILL' && !end.cancelled && countMemoryKills() > memoryKillsBefore;
  const syntaxError = mayNotCompile(end, profile) ? syntaxErrorOf(profile, env) : null;
  return outOfMemory || syntaxError !== null ? { outOfMemory, syntaxError } : undefined;
}

/** Python ends with status 1 before it runs a line of a file that does not compile. */
function mayNotCompile({ status, cancelled }: TargetEnd, { capture, files }: Profile): boolean {
  return status === 1 && !cancelled && capture.script !== null && !files.some(({ path }) => path === capture.script);
}

function syntaxErrorOf({ capture }: Profile, env: Readonly<Record<string, string>>): EndEvidence['syntaxError'] {
  const { interpreter, script } = capture;
  return script === null ? null : (findSyntaxError(interpreter, script, env) ?? null);
}
