/** The single checks of `heatline doctor`. Each one tries the thing itself; none guesses. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { supportedPython } from '../base/supportedPython.ts';
import { environmentWithoutUs } from '../base/cleanEnvironment.ts';
import { withRecorder } from '../runner/childEnvironment.ts';
import { readProgramKind } from '../runner/elfFacts.ts';
import { findInterpreter, listInterpreters, type FoundInterpreter } from '../runner/interpreter.ts';
import { askInterpreterCached, lookBehindShim, type InterpreterFacts } from '../runner/interpreterFacts.ts';
import { nativeFolder, preloadablePath, recorderObject } from '../runner/preload.ts';
import { createSession, discardSession, writeCaptureFile } from '../store/createSession.ts';
import { openSession } from '../store/openSession.ts';
import { tmpfsFolders } from '../store/privateFolder.ts';
import { sessionsRoot } from '../store/sessionFolder.ts';
import { formatBytes } from './format.ts';
import { errorText } from './userErrorText.ts';
import { heatlineVersion } from './version.ts';

export interface Check {
  /** `limited`: recording works, but not everything about it. */
  readonly result: 'works' | 'limited' | 'fails';
  readonly what: string;
  readonly detail: string;
  readonly nextStep?: string;
}

/** All checks, in the order in which a failure would be met. */
export async function checkMachine(interpreter: string | undefined): Promise<Check[]> {
  const env = environmentWithoutUs(process.env);
  const checks = [checkPlatform(), checkRecorder(), checkTmpfs(), checkSessionsFolder()];
  const found = interpreter === undefined ? listInterpreters(env) : [findInterpreter(interpreter, env, process.cwd())];
  if (found.length === 0) {
    checks.push({
      result: 'fails',
      what: 'Interpreters',
      detail: 'none found',
      nextStep: 'Name one: heatline doctor --interpreter /path/to/python.',
    });
  }
  for (const [index, each] of found.entries()) {
    if (index === 0) checks.push(await checkTick(each.path, env));
    checks.push(await checkInterpreter(each, env));
  }
  return checks;
}

function checkPlatform(): Check {
  const what = 'Machine';
  const detail = `Heatline ${heatlineVersion}, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  if (process.platform === 'linux' && process.arch === 'x64') return { result: 'works', what, detail };
  return {
    result: 'fails',
    what,
    detail,
    nextStep: 'Recording needs Linux x86-64 with glibc; sessions of others can be shown.',
  };
}

function checkRecorder(): Check {
  const folder = nativeFolder(import.meta.url);
  const missing = [false, true].map((cpuOnly) => recorderObject(folder, cpuOnly)).filter((path) => !existsSync(path));
  if (missing.length === 0) return { result: 'works', what: 'Recorder', detail: folder };
  return {
    result: 'fails',
    what: 'Recorder',
    detail: `${missing.join(' and ')} missing`,
    nextStep: 'Run "npm run build", or install Heatline again.',
  };
}

const roomyBytes = 16 * 1024 * 1024;

function checkTmpfs(): Check {
  const what = 'Memory for streams (tmpfs)';
  const [folder] = tmpfsFolders(process.env);
  if (folder === undefined) {
    return {
      result: 'limited',
      what,
      detail: 'neither XDG_RUNTIME_DIR nor /dev/shm is one, so streams go to disk',
      nextStep: 'Mount a tmpfs on /dev/shm: a busy disk can make the program wait.',
    };
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return { result: 'limited', what, detail: `${folder} is not writable, so streams go to disk` };
  }
  const { bavail, bsize } = statfsSync(folder);
  const detail = `${folder}, ${formatBytes(bavail * bsize)} free`;
  if (bavail * bsize >= roomyBytes) return { result: 'works', what, detail };
  return { result: 'limited', what, detail, nextStep: 'Long runs go on in the session folder once it is full.' };
}

function checkSessionsFolder(): Check {
  const what = 'Sessions';
  const root = sessionsRoot(process.env);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    rmSync(mkdtempSync(join(root, '.try-')), { recursive: true });
  } catch (error) {
    return {
      result: 'fails',
      what,
      detail: `${root} can't be written (${errorText(error)})`,
      nextStep: 'Set HEATLINE_HOME to a folder that you may write.',
    };
  }
  const { bavail, bsize } = statfsSync(root);
  return { result: 'works', what, detail: `${root}, ${formatBytes(bavail * bsize)} free` };
}

/**
 * The resolution of the coarse clock is the kernel's tick, which bounds how often a CPU timer can fire. Python has no name for
 * CLOCK_MONOTONIC_COARSE; Linux numbers it 6.
 */
const tickQuestion = 'import time; print(round(1 / time.clock_getres(6)))';

async function checkTick(interpreter: string, env: Record<string, string>): Promise<Check> {
  const what = 'CPU timers';
  try {
    const { text } = await runQuietly(interpreter, ['-I', '-S', '-c', tickQuestion], env);
    const bound = `the kernel delivers at most ${text.trim()} samples per second and thread`;
    return { result: 'works', what, detail: `${bound}; what a higher --rate asks for is weighted` };
  } catch (error) {
    return { result: 'limited', what, detail: `the tick rate of the kernel is not known (${errorText(error)})` };
  }
}

async function checkInterpreter({ path, origin }: FoundInterpreter, env: Record<string, string>): Promise<Check> {
  const what = `Interpreter ${path} (${origin})`;
  try {
    const target = readProgramKind(path).kind === 'script' ? await lookBehindShim(path, env) : { path, env };
    const facts = await askInterpreterCached(
      target.path,
      target.env,
      join(sessionsRoot(process.env), '.interpreters.json'),
    );
    return describeInterpreter(what, facts) ?? (await tryRecording(what, facts, target.env));
  } catch (error) {
    return { result: 'fails', what, detail: errorText(error) };
  }
}

/** `undefined` when nothing speaks against it. */
function describeInterpreter(what: string, facts: InterpreterFacts): Check | undefined {
  const name = `${facts.implementation} ${facts.version}`;
  const kind = readProgramKind(facts.executable);
  const fails = (why: string): Check => ({ result: 'fails', what, detail: `${name}: ${why}` });
  if (facts.implementation !== 'cpython') return fails('only CPython is supported');
  if (facts.bits !== 64) return fails('a 32-bit interpreter cannot load the recorder');
  if (facts.freeThreaded) return fails('a build without the global lock is not supported');
  if (kind.kind === 'elf' && kind.isStatic) return fails('linked statically, so nothing can be loaded into it');
  if (kind.kind === 'elf' && kind.isMusl) return fails('made for musl, and the recorder is made for glibc');
  if (kind.kind === 'elf' && kind.setId)
    return fails('runs with the rights of its owner, so the loader refuses to load anything into it');
  const minor = Number(facts.version.split('.')[1]);
  if (minor >= supportedPython.lowest && minor <= supportedPython.highest) return undefined;
  return {
    result: 'limited',
    what,
    detail: `${name}: Python lines are known for 3.${supportedPython.lowest} to 3.${supportedPython.highest} only`,
  };
}

const tryProgram = 'sum(i * i for i in range(400000))';

/** A short capture, from which a stack has to come. */
async function tryRecording(what: string, facts: InterpreterFacts, env: Record<string, string>): Promise<Check> {
  const name = `${facts.implementation} ${facts.version}`;
  const folder = mkdtempSync(join(tmpdir(), 'heatline-doctor-'));
  const info = { command: [facts.executable], interpreter: facts.executable, cwd: '/', script: null, module: null };
  const session = createSession({
    env: process.env,
    folder,
    name: 'doctor',
    info: { ...info, scope: [], scopeAll: true, rateHz: 1000, cpuOnly: true, heatline: heatlineVersion },
  });
  try {
    const preload = preloadablePath(recorderObject(nativeFolder(import.meta.url), true), session.shm);
    writeCaptureFile(session, preload);
    const { pid } = await runQuietly(
      facts.executable,
      ['-I', '-S', '-c', tryProgram],
      withRecorder(env, preload, session.shm),
    );
    const opened = openSession(folder);
    if (!opened.ok) return { result: 'fails', what, detail: `${name}: ${opened.problem.message}` };
    const { ready } = opened.value.profile.capture.fate;
    if (ready === 0)
      return { result: 'fails', what, detail: `${name}: the recorder was not loaded into process ${pid}` };
    const lacking = opened.value.profile.processes.flatMap(({ unavailable }) => unavailable);
    if (lacking.length === 0) return { result: 'works', what, detail: `${name}, a trial capture worked` };
    return { result: 'limited', what, detail: `${name}, without: ${lacking.join(', ')}` };
  } finally {
    discardSession(session);
    rmSync(folder, { recursive: true, force: true });
  }
}

const trialWithinMs = 20_000;

async function runQuietly(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ readonly pid: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env, timeout: trialWithinMs }, (error, stdout) => {
      if (error === null) resolve({ pid: child.pid ?? 0, text: stdout });
      else reject(new Error(`a trial run ended with ${error.signal ?? `status ${error.code ?? '?'}`}`));
    });
  });
}
