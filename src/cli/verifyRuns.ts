/** Runs the oracles under the recorder, as a user would run a program, and opens what was recorded. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { environmentWithoutUs } from '../base/cleanEnvironment.ts';
import { exportCollapsed } from '../exports/collapsed.ts';
import type { Profile } from '../profile/profile.ts';
import { hotLines } from '../queries/hotLines.ts';
import type { MemoryGroups } from '../queries/oracles/memory.ts';
import type { OracleRun } from '../queries/oracles/oracleRun.ts';
import type { TimedWork, WorkPair } from '../queries/oracles/overhead.ts';
import type { Truth } from '../queries/oracles/truth.ts';
import { profileJson } from '../queries/profileJson.ts';
import type { Scope } from '../queries/scope.ts';
import { oracleRunFailed } from '../runner/userErrors.ts';
import { openSession } from '../store/openSession.ts';
import { oracleFolder, oracleProgram } from '../tools/oracles.ts';
import type { PlannedRun, VerifyPlan } from './verifyPlan.ts';

export interface VerifyRequest {
  readonly interpreter: string;
  readonly plan: VerifyPlan;
  /** Called before each run: what it is, which one, of how many. */
  readonly onRun: (name: string, number: number, count: number) => void;
}

export interface VerifiedRuns {
  readonly runs: readonly OracleRun[];
  readonly pairs: readonly WorkPair[];
}

/** Throws a UserError when a program fails or nothing was recorded of it. */
export async function runOracles({ interpreter, plan, onRun }: VerifyRequest): Promise<VerifiedRuns> {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-verify-'));
  const place = { interpreter, folder };
  const count = plan.runs.length + plan.pairs;
  try {
    const runs: OracleRun[] = [];
    for (const [index, planned] of plan.runs.entries()) {
      onRun(planned.name, index + 1, count);
      runs.push(await recordOracle(planned, place));
    }
    const pairs = await timeWork(plan, place, (turn) =>
      onRun('with and without, in turns', plan.runs.length + turn + 1, count),
    );
    return { runs, pairs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly interpreter: string;
  /** Gone when all is done. */
  readonly folder: string;
}

async function recordOracle(planned: PlannedRun, place: Place): Promise<OracleRun> {
  const { name, kind } = planned;
  const program = oracleProgram(planned.program);
  const session = join(place.folder, 'session');
  const truthFile = join(place.folder, 'truth.json');
  const options = ['--rate', String(planned.rateHz), '--output', session];
  await runRecorded(options, [program, ...planned.arguments, '--truth', truthFile], place);
  const profile = openProfile(session, program, place);
  const text = readFileSync(truthFile, 'utf8');
  rmSync(session, { recursive: true, force: true });
  const scope: Scope = { kind: 'paths', roots: [], files: [`${oracleFolder()}/`], excluded: [] };
  const run = { name, profile: profileJson(profile, { scope, basis: 'cpu' }) };
  switch (kind) {
    case 'calls': {
      const stacks = exportCollapsed(profile, { scope: { kind: 'all' }, basis: 'elapsed' });
      return { ...run, kind, stacks: new TextDecoder().decode(stacks) };
    }
    case 'hold':
    case 'copy': {
      const groups: MemoryGroups = JSON.parse(text);
      return { ...run, kind, program, groups };
    }
    case 'lines':
    case 'functions':
    case 'split':
    case 'waiting': {
      const truth: Truth = JSON.parse(text);
      return { ...run, kind, truth, lineSeconds: secondsOfLines(profile) };
    }
  }
}

function secondsOfLines(profile: Profile): number {
  const { files } = hotLines(profile, { scope: { kind: 'all' }, basis: 'cpu' });
  return files.flatMap(({ lines }) => lines).reduce((sum, { cpu_s: cpu }) => sum + cpu, 0);
}

/** The first runs of each, by which the amount is found, count for nothing. */
async function timeWork(plan: VerifyPlan, place: Place, onTurn: (turn: number) => void): Promise<readonly WorkPair[]> {
  const pairs: WorkPair[] = [];
  let words: readonly string[] = ['--seconds', String(plan.workSeconds)];
  for (let turn = 0; turn < plan.pairs; turn++) {
    onTurn(turn);
    if (turn === 0) words = ['--rounds', String((await timePlain(words, place)).rounds)];
    const plainFirst = turn % 2 === 0;
    const before = plainFirst ? await timePlain(words, place) : undefined;
    const recorded = await timeRecorded(words, place);
    pairs.push([recorded, before ?? (await timePlain(words, place))]);
  }
  return pairs;
}

async function timePlain(words: readonly string[], place: Place): Promise<Work> {
  const truthFile = join(place.folder, 'work.json');
  const all = [...pythonOptions, oracleProgram('work'), ...words, '--truth', truthFile];
  await finished(place.interpreter, all, environmentWithoutUs(process.env), place);
  return readWork(truthFile);
}

async function timeRecorded(words: readonly string[], place: Place): Promise<Work> {
  const truthFile = join(place.folder, 'work.json');
  const session = join(place.folder, 'session');
  await runRecorded(['--output', session], [oracleProgram('work'), ...words, '--truth', truthFile], place);
  rmSync(session, { recursive: true, force: true });
  return readWork(truthFile);
}

interface Work extends TimedWork {
  readonly rounds: number;
}

function readWork(truthFile: string): Work {
  const truth: Truth = JSON.parse(readFileSync(truthFile, 'utf8'));
  const seconds = truth.groups['work']?.seconds ?? {};
  return {
    elapsedSeconds: seconds['elapsed'] ?? NaN,
    cpuSeconds: seconds['cpu'] ?? NaN,
    rounds: seconds['rounds'] ?? NaN,
  };
}

/** Nothing is written into the installation. */
const pythonOptions = ['-B'];

async function runRecorded(options: readonly string[], target: readonly string[], place: Place): Promise<void> {
  const words = [
    ...process.execArgv,
    process.argv[1] ?? '',
    'run',
    '--quiet',
    '--interpreter',
    place.interpreter,
    '--scope',
    oracleFolder(),
    ...options,
    ...pythonOptions,
    ...target,
  ];
  await finished(process.execPath, words, process.env, place);
}

/** No program takes a tenth of it on a machine that does something else as well. */
const mostMs = 300_000;

async function finished(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { interpreter }: Place,
): Promise<void> {
  const child = spawn(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => (complaint = `${complaint}${part.toString()}`.slice(-2000)));
  const timer = setTimeout(() => child.kill('SIGTERM'), mostMs);
  const status = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'an unknown signal'));
  });
  clearTimeout(timer);
  if (status === 0) return;
  throw oracleRunFailed(interpreter, complaint.trim().split('\n').at(-1) || `it ended with ${status}`);
}

function openProfile(session: string, program: string, { interpreter }: Place): Profile {
  const opened = openSession(session);
  if (!opened.ok) throw oracleRunFailed(interpreter, opened.problem.message);
  const { profile } = opened.value;
  if (profile.processes.length === 0) throw oracleRunFailed(interpreter, `nothing was recorded of ${program}`);
  return profile;
}
