/** The language server's process: makes the real world and starts the server in it. */

import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';

import { openHistory } from '../store/history.ts';
import { openSession } from '../store/openSession.ts';
import { cancelFile, sessionFile, sessionFolderName, sessionsRoot } from '../store/sessionFolder.ts';
import { readKeptText } from '../store/sources.ts';
import { deferImports } from '../tools/deferImports.ts';
import type { ServerEnvironment } from './environment.ts';
import { startServer } from './server.ts';

const connection = createConnection(ProposedFeatures.all);

const env: ServerEnvironment = {
  log: {
    debug: (message) => connection.console.debug(message),
    info: (message) => connection.console.info(message),
    warn: (message) => connection.console.warn(message),
    error: (message) => connection.console.error(message),
  },
  history: openHistory(process.env),
  openSession,
  readKeptText,
  realPath(path) {
    try {
      return realpathSync(path);
    } catch {
      // Deleted since: it is where it was.
      return path;
    }
  },
  newSessionFolder: folderNames(),
  requestCancel(folder) {
    if (!existsSync(join(folder, sessionFile))) return false;
    writeFileSync(join(folder, cancelFile), '');
    return true;
  },
  deferImports,
  nowMs: () => Date.now(),
};

/** Names have the second they were made in; a further folder of the same second gets the next one. */
function folderNames(): (program: string) => string {
  const given = new Set<string>();
  return (program) => {
    const root = sessionsRoot(process.env);
    for (let atMs = Date.now(); ; atMs += 1000) {
      const folder = join(root, sessionFolderName(new Date(atMs), program, process.pid));
      if (given.has(folder) || existsSync(folder)) continue;
      given.add(folder);
      return folder;
    }
  };
}

startServer(connection, env);
