/**
 * How long imports at the start take before and after a change, and what is loaded later instead: both versions are recorded, in turns. Starts as a whole are
 * measured without us (tools/coldStarts.ts); this says which part of them the change is in.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { median } from '../base/median.ts';
import { pairedRatio, type Ratio } from '../base/pairedRatio.ts';
import { importReport } from '../queries/imports/report.ts';
import type { Arm } from '../tools/coldStarts.ts';
import { openSession } from '../store/openSession.ts';

export interface ImportTimes {
  /** Own time of imports while the program initialised, and of those that functions made later. */
  readonly initSeconds: number;
  readonly laterSeconds: number;
}

export interface StartChange {
  readonly before: ImportTimes;
  readonly after: ImportTimes;
  /** Before / after of the initialisation: above 1 is better after. */
  readonly init: Ratio;
  /** Of what the initialisation no longer takes, what functions take now; 0 where it takes no less. */
  readonly movedSeconds: number;
  /** That is at least half of it. */
  readonly moved: boolean;
  readonly pairs: number;
}

export interface RecordedStartsRequest {
  readonly interpreter: string;
  /** Where the session's run let initialisation end; absent: by rule. */
  readonly readyAt?: string | undefined;
  /** Before and after the change. */
  readonly arms: readonly [Arm, Arm];
  readonly pairs: number;
  readonly secondsEach: number;
}

/** Undefined when the program's imports can't be recorded. */
export async function recordedStarts(request: RecordedStartsRequest): Promise<StartChange | undefined> {
  const pairs: [ImportTimes, ImportTimes][] = [];
  for (let turn = 0; turn < request.pairs; turn++) {
    const times: ImportTimes[] = [];
    for (const arm of request.arms) {
      const recorded = await recordStart(arm, request);
      if (recorded === undefined) return undefined;
      times.push(recorded);
    }
    const [before, after] = times;
    if (before !== undefined && after !== undefined) pairs.push([before, after]);
  }
  return startChange(pairs);
}

async function recordStart(
  { command, cwd, env: own }: Arm,
  request: RecordedStartsRequest,
): Promise<ImportTimes | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-start-'));
  try {
    const session = join(folder, 'session');
    const options = ['--quiet', '--cpu-only', '--interpreter', request.interpreter, '--output', session];
    if (request.readyAt !== undefined) options.push('--ready-at', request.readyAt);
    const words = [...process.execArgv, process.argv[1] ?? '', 'run', ...options, ...command.slice(1)];
    // With our own environment: in the editor's terminal it makes Node of the program that we are.
    await ended(process.execPath, words, cwd, { ...process.env, ...own }, request.secondsEach);
    const opened = openSession(session);
    if (!opened.ok) return undefined;
    const { processes } = opened.value.profile;
    if (!processes.some(({ unavailable }) => !unavailable.includes('imports'))) return undefined;
    const { init_s, imports } = importReport(opened.value.profile);
    const later = imports.filter(({ phase }) => phase === 'use');
    return { initSeconds: init_s, laterSeconds: later.reduce((sum, { self_s }) => sum + self_s, 0) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** However it ends; what was recorded until then is there. */
async function ended(
  program: string,
  words: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  seconds: number,
): Promise<void> {
  const child = spawn(program, words, { cwd, env, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGTERM'), seconds * 1000);
  await new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', resolve);
  });
  clearTimeout(timer);
}

/** As for findings: less is not worth a word. */
const leastMoved = 0.002;
/** Less is not told from nothing. */
const leastSeconds = 0.000_1;

export function startChange(pairs: readonly (readonly [before: ImportTimes, after: ImportTimes])[]): StartChange {
  const middle = (side: 0 | 1): ImportTimes => ({
    initSeconds: median(pairs.map((pair) => pair[side].initSeconds)),
    laterSeconds: median(pairs.map((pair) => pair[side].laterSeconds)),
  });
  const [before, after] = [middle(0), middle(1)];
  const saved = before.initSeconds - after.initSeconds;
  const more = after.laterSeconds - before.laterSeconds;
  const movedSeconds = Math.max(0, Math.min(saved, more));
  return {
    before,
    after,
    init: pairedRatio(
      pairs.map(([first, second]) => [
        Math.max(leastSeconds, first.initSeconds),
        Math.max(leastSeconds, second.initSeconds),
      ]),
    ),
    movedSeconds,
    moved: movedSeconds >= leastMoved && movedSeconds >= saved / 2,
    pairs: pairs.length,
  };
}
