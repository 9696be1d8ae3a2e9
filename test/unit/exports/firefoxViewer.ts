import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface FirefoxViewer {
  /** What a command of the Firefox Profiler's command line prints. */
  ask(...args: readonly string[]): string;
  close(): Promise<void>;
}

const patienceMs = 20_000;
const mostLoaders = 3;

/**
 * Has the Firefox Profiler's command line load a profile. Its loader is a process that answers questions; it is started here and not by
 * the tool's own `load`, which gives up when that process needs more than half a second to start. Now and then a loader never answers,
 * whatever it is given: another one takes its place.
 */
export async function openInFirefoxProfiler(program: string, profile: string): Promise<FirefoxViewer> {
  for (let loader = 1; loader < mostLoaders; loader++) {
    const viewer = await openOnce(program, profile).catch(() => undefined);
    if (viewer !== undefined) return viewer;
  }
  return openOnce(program, profile);
}

async function openOnce(program: string, profile: string): Promise<FirefoxViewer> {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-firefox-'));
  const file = join(folder, 'profile.json');
  writeFileSync(file, profile);
  const env = { ...process.env, HOME: folder, PROFILER_CLI_SESSION_DIR: folder };
  const loader = spawn(process.execPath, [program, '--daemon', file, '--session', 'test'], { env, stdio: 'ignore' });
  const ended = once(loader, 'exit');
  const start = (args: readonly string[]) =>
    spawnSync(process.execPath, [program, ...args, '--session', 'test'], {
      encoding: 'utf8',
      timeout: patienceMs,
      env,
    });
  const close = async () => {
    loader.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  };
  const deadline = Date.now() + patienceMs;
  for (let answer = start(['profile', 'info']); answer.status !== 0; answer = start(['profile', 'info'])) {
    if (loader.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`the Firefox Profiler did not load the profile: ${answer.stderr}${answer.stdout}`);
    }
    await delay(100);
  }
  return {
    ask(...args) {
      const answer = start(args);
      if (answer.status !== 0) throw new Error(`${args.join(' ')}: ${answer.stderr}${answer.stdout}`);
      return answer.stdout;
    },
    close,
  };
}
