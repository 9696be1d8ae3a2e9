// Children of the build: started without a shell, with a bound on time, ended when the bound is hit or the build itself
// is ended.

import { spawn } from 'node:child_process';

import { findProgram } from './programSearch.mjs';
import { UserError } from './userError.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] complete environment; default is this process's own
 * @property {number} [timeoutMs] the child (with `capture` its whole group) is killed after it; default 600,000; 0 means never
 * @property {'inherit' | 'capture'} [output] capture: stdout and stderr together in the result
 *
 * @typedef {object} RunResult
 * @property {number} status exit status; 124 after the timeout, 128 after a death by signal
 * @property {string} output both streams in order of arrival, empty with `inherit`
 * @property {boolean} timedOut
 */

/**
 * Ends a child's process group, the child included. A group that is already gone is what was wanted.
 * @param {number} pid
 */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Passes an end of this process on to the child. A captured child has a group of its own and is killed with it; one
 * that shares the terminal gets its Ctrl-C from there and has time to tidy up.
 * @param {number} pid
 * @param {boolean} ownGroup
 * @returns {() => void} call it when the child is over
 */
function endTogether(pid, ownGroup) {
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    if (ownGroup) {
      killGroup(pid);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
    if (signal === 'SIGTERM') process.kill(pid, signal);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  };
}

/**
 * Has the kernel end the child when this process is killed: an installation that runs on would get in the way of the
 * next one. setpriv comes with Debian; without it the child is only ended on ordinary ways out.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[program: string, ...args: string[]]}
 */
function boundToUs(command, args) {
  const setpriv = findProgram(['setpriv']);
  return setpriv === undefined ? [command, ...args] : [setpriv, '--pdeathsig', 'KILL', '--', command, ...args];
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>} rejects only when the command cannot be started
 */
export function run(command, args, options = {}) {
  const capture = options.output === 'capture';
  return new Promise((resolve, reject) => {
    const [program, ...programArgs] = capture ? boundToUs(command, args) : [command, ...args];
    const child = spawn(program, programArgs, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      detached: capture,
    });
    const pid = child.pid;
    if (pid === undefined) {
      child.once('error', reject);
      return;
    }
    const release = endTogether(pid, capture);
    let output = '';
    let timedOut = false;
    const timeoutMs = options.timeoutMs ?? 600_000;
    const timer = setTimeout(
      () => {
        timedOut = true;
        if (capture) killGroup(pid);
        else child.kill('SIGKILL');
      },
      timeoutMs > 0 ? timeoutMs : 2 ** 31 - 1,
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    }
    child.once('close', (code) => {
      clearTimeout(timer);
      release();
      resolve({ status: timedOut ? 124 : (code ?? 128), output, timedOut });
    });
  });
}

/**
 * Runs a command that has to succeed; its output is shown only when it does not.
 * @param {string} what names the step in the error, such as `compiling the core`
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it printed
 */
export async function runOrFail(what, command, args, options = {}) {
  const result = await run(command, args, { ...options, output: 'capture' }).catch((error) => {
    throw new UserError('COMMAND_NOT_STARTED', `${what} failed: ${command} cannot be started (${error.message}).`);
  });
  if (result.status === 0) return result.output;
  process.stderr.write(result.output);
  const how = result.timedOut ? 'did not end in time' : `ended with status ${result.status}`;
  throw new UserError('COMMAND_FAILED', `${what} failed: ${command} ${how}; its output is above.`);
}
