import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';

import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';

import type { ServerEnvironment } from '../../../src/server/environment.ts';
import { startServer } from '../../../src/server/server.ts';

/** A server in this process, spoken to as an editor does, until the test is over. */
export async function connectToServer(
  context: TestContext,
  env: ServerEnvironment,
  initializationOptions?: object,
): Promise<ProtocolConnection> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(server, env);
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  connection.listen();
  context.after(() => {
    connection.dispose();
    server.dispose();
  });
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {},
    initializationOptions,
  });
  return connection;
}
