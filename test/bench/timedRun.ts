/** One timed run of a command: elapsed time seen from outside, and what the program printed. */

import { spawn } from 'node:child_process';

export interface TimedRun {
  /** From just before the start of the process to its end. */
  readonly wholeSeconds: number;
  readonly stdout: string;
}

/** @throws when the command ends with another status than 0, or not within the limit */
export async function runTimed(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  limitMs = 300_000,
): Promise<TimedRun> {
  const begin = process.hrtime.bigint();
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  const wholeSeconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr.slice(-2000)}`);
  return { wholeSeconds, stdout };
}

/** The number after a word at the beginning of a line, such as `elapsed 1.25`. */
export function readPrinted(stdout: string, word: string): number {
  const text = new RegExp(`^${word} ([\\d.]+)$`, 'm').exec(stdout)?.[1];
  if (text === undefined) throw new Error(`the program printed no "${word}": ${stdout.slice(0, 500)}`);
  return Number(text);
}
