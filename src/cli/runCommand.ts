/** `heatline run`: starts the program with the recorder in it, takes what it recorded, and shows the hot lines at the end. */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { findInterpreter } from '../runner/interpreter.ts';
import { environmentWithoutUs } from '../base/cleanEnvironment.ts';
import { decodeEnvironment, withLastCommand, withRecorder } from '../runner/childEnvironment.ts';
import { decodeEnvironmentChange, environmentChangeName, withEnvironmentChange } from '../runner/environmentChange.ts';
import { readProgramKind } from '../runner/elfFacts.ts';
import { findOtherAllocator } from '../runner/otherAllocator.ts';
import { nativeFolder, preloadablePath, recorderObject } from '../runner/preload.ts';
import { findModule, findScope } from '../runner/projectRoot.ts';
import { countMemoryKills } from '../runner/memoryKills.ts';
import type { CaptureHandle, TargetEnd } from '../runner/recorder.ts';
import { inheritedDescriptors, startLimits } from '../runner/startState.ts';
import { holdOffSignals } from '../runner/signals.ts';
import {
  environmentFileUnreadable,
  platformUnsupported,
  recorderRefused,
  scriptNotFound,
  sessionFolderUnusable,
} from '../runner/userErrors.ts';
import { inScope, type Scope } from '../queries/scope.ts';
import {
  createSession,
  discardSession,
  endWindow,
  markStarted,
  writeCaptureFile,
  type MemoryRequest,
  type NewSession,
} from '../store/createSession.ts';
import { watchCapture } from '../store/watchCapture.ts';
import { heatlineVersion } from './version.ts';
import type * as FinishRun from './finishRun.ts';
import type { Program, RunOptions, RunRequest } from './runArguments.ts';
import { errorText } from './userErrorText.ts';

type Run = Extract<RunRequest, { kind: 'run' }>;

/** Most programs are up by then. */
const startMs = 1_000;

interface Prepared {
  readonly interpreter: string;
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly script: string | null;
  readonly scope: readonly string[];
  readonly scopeAll: boolean;
  readonly descriptors: readonly number[];
  /** A library in place of the C library's malloc. */
  readonly otherAllocator: string | undefined;
}

/** Resolves to how the program ended; everything has been written by then. Rejects with a UserError. */
export async function runCommand(request: Run): Promise<TargetEnd> {
  const prepared = await prepare(request);
  const session = openNewSession(request, prepared);
  const memoryKillsBefore = countMemoryKills();
  const { untilSignal } = request.options.window ?? {};
  if (untilSignal) process.on(untilSignal, () => endWindow(session));
  const handle = await start(session, prepared, untilSignal ?? undefined);
  // From here to the end, so that there is no moment in which a key pressed in the terminal costs the results.
  const held = holdOffSignals();
  const started = markStarted(session, handle.pid);
  const watch = watchCapture(started, {
    script: prepared.script,
    isInScope: (path) => inScope(watchScope(prepared), path),
    cancel: () => void handle.cancel(),
  });
  if (request.program.kind === 'code') watch.sources.keepText('<string>', request.program.text);
  const [end, { finishRun }] = await Promise.all([handle.exited, loadFinish(handle.exited)]);
  watch.dispose();
  finishRun({
    session: started,
    end,
    sources: watch.sources,
    pss: watch.pss,
    childrenCpuNs: watch.childrenCpuNs(),
    memoryKillsBefore,
    env: prepared.env,
    options: request.options,
  });
  held.dispose();
  return end;
}

/**
 * Loaded while the program runs, so that its end need not wait for it, but not while it starts: beside the loading a start of 50 ms took some 8 % more CPU
 * time, whatever the cause (a loop on the other processor does not do that).
 */
async function loadFinish(exited: Promise<unknown>): Promise<typeof FinishRun> {
  const waiting = new AbortController();
  await Promise.race([exited, pause(startMs, undefined, { signal: waiting.signal })]);
  waiting.abort();
  return import('./finishRun.ts');
}

/** As `defaultScope`, before there is a profile. */
function watchScope({ scope, scopeAll, script }: Prepared): Scope {
  if (scopeAll) return { kind: 'all' };
  return { kind: 'paths', roots: scope, files: script === null ? [] : [script], excluded: [] };
}

async function prepare({ options, program }: Run): Promise<Prepared> {
  const descriptors = inheritedDescriptors();
  const cwd = process.cwd();
  const given = options.envFile === undefined ? ownEnvironment() : readEnvironmentFile(options.envFile);
  const found = findInterpreter(options.interpreter, given, cwd);
  const { path: interpreter, env } = await withoutShim(found.path, given);
  requirePlatform(interpreter);
  const script = program.kind === 'script' ? findScript(program.path, cwd) : null;
  return {
    interpreter,
    env: withLastCommand(env, interpreter),
    cwd,
    script,
    scope: scopeFolders(options, program, script, cwd, env),
    scopeAll: options.scope.includes('all'),
    descriptors,
    otherAllocator: findOtherAllocator(interpreter, env),
  };
}

function requirePlatform(interpreter: string): void {
  const { platform, arch } = process;
  if (platform !== 'linux' || arch !== 'x64') throw platformUnsupported(`${platform} on ${arch}`);
  const program = readProgramKind(interpreter);
  if (program.kind === 'elf' && program.isMusl) throw platformUnsupported(`a Python for musl (${interpreter})`);
}

/** A script that chooses the interpreter, as pyenv's, is asked which one it chooses. */
async function withoutShim(
  path: string,
  env: Record<string, string>,
): Promise<{ path: string; env: Record<string, string> }> {
  if (readProgramKind(path).kind !== 'script') return { path, env };
  const { lookBehindShim } = await import('../runner/interpreterFacts.ts');
  return lookBehindShim(path, env);
}

/** The one we were started in, without us, and with what the editor adds to it. */
function ownEnvironment(): Record<string, string> {
  const env = environmentWithoutUs(process.env);
  const change = process.env[environmentChangeName];
  return change === undefined ? env : withEnvironmentChange(env, decodeEnvironmentChange(change));
}

function readEnvironmentFile(path: string): Record<string, string> {
  try {
    return decodeEnvironment(readFileSync(path, 'utf8'));
  } catch (error) {
    throw environmentFileUnreadable(path, errorText(error));
  }
}

/** Absolute, as Python will name it; a folder or archive runs the `__main__.py` in it. */
function findScript(given: string, cwd: string): string | null {
  if (given === '-') return null;
  const path = resolve(cwd, given);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw scriptNotFound(path);
  return stat.isDirectory() ? join(path, '__main__.py') : path;
}

function scopeFolders(
  options: RunOptions,
  program: Program,
  script: string | null,
  cwd: string,
  env: Readonly<Record<string, string>>,
): readonly string[] {
  const asked = options.scope.filter((folder) => folder !== 'all' && folder !== 'project');
  if (asked.length > 0) return asked.map((folder) => resolve(cwd, folder));
  const searched = [cwd, ...(env['PYTHONPATH'] ?? '').split(':').filter((folder) => folder !== '')];
  const modulePath = program.kind === 'module' ? findModule(program.name, searched) : undefined;
  return findScope({
    cwd,
    home: homedir(),
    ...(script === null ? {} : { script }),
    ...(modulePath === undefined ? {} : { modulePath }),
  });
}

function openNewSession({ options, program, pythonOptions, arguments: rest }: Run, prepared: Prepared): NewSession {
  const command = [prepared.interpreter, ...pythonOptions, ...programArguments(program), ...rest];
  const folder = options.output === undefined ? undefined : resolve(prepared.cwd, options.output);
  try {
    return createSession({
      env: process.env,
      ...(folder === undefined ? {} : { folder }),
      name: program.kind === 'code' ? 'code' : program.kind === 'module' ? program.name : program.path,
      info: {
        command,
        interpreter: prepared.interpreter,
        cwd: prepared.cwd,
        script: prepared.script,
        module: program.kind === 'module' ? program.name : null,
        scope: prepared.scope,
        scopeAll: prepared.scopeAll,
        rateHz: options.rateHz,
        cpuOnly: isCpuOnly(options, prepared),
        memory: memoryRequest(options, prepared),
        imports: !options.noImports,
        ...(options.readyAt === undefined ? {} : { readyAt: options.readyAt }),
        ...(options.window === undefined ? {} : { window: options.window }),
        heatline: heatlineVersion,
      },
    });
  } catch (error) {
    throw sessionFolderUnusable(folder ?? 'below the sessions root', errorText(error));
  }
}

/** The object without hooks leaves a program's own allocator in its place. */
function isCpuOnly({ cpuOnly }: RunOptions, { otherAllocator }: Prepared): boolean {
  return cpuOnly || otherAllocator !== undefined;
}

function memoryRequest(options: RunOptions, prepared: Prepared): MemoryRequest {
  return {
    allocations: !options.cpuOnly && !options.noMemory,
    copies: !options.cpuOnly && !options.noCopies,
    intervalBytes: options.memoryIntervalBytes ?? 0,
    otherAllocator: options.cpuOnly ? null : (prepared.otherAllocator ?? null),
  };
}

function programArguments(program: Program): string[] {
  if (program.kind === 'script') return [program.path];
  return program.kind === 'module' ? ['-m', program.name] : ['-c', program.text];
}

async function start(
  session: NewSession,
  prepared: Prepared,
  keptSignal: NodeJS.Signals | undefined,
): Promise<CaptureHandle> {
  try {
    const object = recorderObject(nativeFolder(import.meta.url), session.info.cpuOnly);
    const preload = preloadablePath(object, session.shm);
    writeCaptureFile(session, preload, startLimits());
    const [program = '', ...rest] = session.info.command;
    const { launchRecorder } = await import('../runner/launch.ts');
    const { cwd, descriptors } = prepared;
    const target = {
      program,
      arguments: rest,
      cwd,
      env: withRecorder(prepared.env, preload, session.shm),
      descriptors,
      keptSignal,
    };
    const refusal = launchRecorder.canApplyTo(target);
    if (refusal !== undefined) throw recorderRefused(refusal);
    return await launchRecorder.start(target);
  } catch (error) {
    discardSession(session);
    throw error;
  }
}
