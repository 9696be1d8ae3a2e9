/** What is found out about a run that ended badly, right after its end: later the file and the machine are others. */
import type { Profile } from '../profile/profile.ts';
import { askVersion } from '../runner/interpreterFacts.ts';
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
export function findEvidence(program: EndedProgram): EndEvidence | undefined {
  const { end, profile, memoryKillsBefore, env } = program;
  const { capture } = profile;
  const outOfMemory = end.signal === 'SIGKILL' && !end.cancelled && countMemoryKills() > memoryKillsBefore;
  const syntaxError =
    capture.script !== null && mayNotCompile(end, profile)
      ? (findSyntaxError(capture.interpreter, capture.script, env) ?? null)
      : null;
  const pythonVersion = isForeign(profile) ? askVersion(capture.interpreter, env) : '';
  return outOfMemory || syntaxError !== null || pythonVersion !== ''
    ? { outOfMemory, syntaxError, pythonVersion }
    : undefined;
}

/** Python ends with status 1 before it runs a line of a file that does not compile. */
function mayNotCompile({ status, cancelled }: TargetEnd, { capture, files }: Profile): boolean {
  return status === 1 && !cancelled && !files.some(({ path }) => path === capture.script);
}

function isForeign({ capture: { fate } }: Profile): boolean {
  return fate.streams === 0 && fate.foreign > 0;
}
