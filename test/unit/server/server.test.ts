import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { Hover, ProtocolConnection } from 'vscode-languageserver/node';

import type { CaptureChanged, RequestMethod, RequestParams, RequestResult } from '../../../src/protocol/lsp.ts';
import type { ServerEnvironment } from '../../../src/server/environment.ts';
import { connectToServer } from './connection.ts';
import { madeUpProfile, madeUpWorld } from './madeUpWorld.ts';

const profiled = Array.from({ length: 30 }, (_, index) => `line_${index + 1}`).join('\n');
const uri = 'file:///link/a.py';

function world(): ServerEnvironment {
  const profile = madeUpProfile();
  const files = profile.files.map((file) => (file.path === 'a.py' ? { ...file, sha256: 'kept' } : file));
  return madeUpWorld(
    {
      '/s': { folder: '/s', profile: { ...profile, files }, live: false },
      '/live': { folder: '/live', profile, live: true },
    },
    { kept: profiled },
  );
}

interface Client {
  request<M extends RequestMethod>(method: M, params: RequestParams<M>): Promise<RequestResult<M>>;
  readonly connection: ProtocolConnection;
}

/** A server in this process, spoken to as an editor does. */
async function startClient(context: TestContext, env: ServerEnvironment = world()): Promise<Client> {
  const connection = await connectToServer(context, env);
  await connection.sendNotification('initialized', {});
  return { connection, request: async (method, params) => connection.sendRequest(method, params) };
}

async function openDocument({ connection }: Client, text: string): Promise<void> {
  const textDocument = { uri, languageId: 'python', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
}

async function hoverOn({ connection }: Client, line: number): Promise<string> {
  const position = { line: line - 1, character: 0 };
  const hover: Hover | null = await connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
  return hover === null ? '' : JSON.stringify(hover.contents);
}

test('a document gets its heat once a session is open, and loses it when that is closed', async (context) => {
  const client = await startClient(context);
  await openDocument(client, profiled);
  const asked = { uri, first: 1, last: 30 };
  assert.deepEqual(await client.request('heatline/documentHeat', asked), { kind: 'none' });
  const opened = await client.request('heatline/openSession', { folder: '/s' });
  assert.equal(opened.kind, 'opened');
  const heat = await client.request('heatline/documentHeat', asked);
  assert.ok(heat.kind === 'heat');
  assert.equal(heat.text, 'current');
  assert.deepEqual(
    heat.lines.map(({ line }) => line),
    [5, 9, 12, 15, 20],
  );
  await client.request('heatline/closeSession', {});
  assert.deepEqual(await client.request('heatline/documentHeat', asked), { kind: 'none' });
});

test('a folder without a session is named as the reason', async (context) => {
  const client = await startClient(context);
  assert.deepEqual(await client.request('heatline/openSession', { folder: '/none' }), {
    kind: 'failed',
    code: 'session-missing',
    message: '/none is not a session.',
  });
});

test('heat stays with its lines while others are edited, and leaves the edited ones', async (context) => {
  const client = await startClient(context);
  await openDocument(client, profiled);
  await client.request('heatline/openSession', { folder: '/s' });
  const heatNow = async (): Promise<string> => {
    const heat = await client.request('heatline/documentHeat', { uri, first: 1, last: 40 });
    if (heat.kind !== 'heat') return heat.kind;
    return `${heat.text} ${heat.edits} ${heat.lines.map(({ line, edited }) => `${edited ? '~' : ''}${line}`).join()}`;
  };
  const change = async (version: number, text: string): Promise<void> =>
    client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  await change(2, `# new\n${profiled}`);
  assert.equal(await heatNow(), 'edited 1 6,10,13,16,21');
  assert.match(await hoverOn(client, 10), /Waited sleeping.*Numbers from .*, 1 edit ago/);
  await change(3, `# new\n${profiled.replace('line_9\n', 'changed line_9\nand longer\n')}`);
  assert.equal(await heatNow(), 'edited 2 6,~10,14,17,22');
  assert.match(await hoverOn(client, 10), /This line was edited.*Waited sleeping.*2 edits ago/);
  assert.equal(await hoverOn(client, 11), '');
  await change(4, profiled.replace('line_5\nline_6\n', ''));
  assert.equal(await heatNow(), 'edited 1 7,10,13,18');
  await change(5, profiled.replaceAll('\n', '\r\n'));
  assert.equal(await heatNow(), 'current 0 5,9,12,15,20');
  assert.doesNotMatch(await hoverOn(client, 9), /edit/);
});

test('functions have their time at their def, which follows edits', async (context) => {
  const client = await startClient(context);
  await openDocument(client, `# new\n${profiled}`);
  await client.request('heatline/openSession', { folder: '/s' });
  const { functions, edits } = await client.request('heatline/functionHeat', { uri });
  assert.equal(edits, 1);
  assert.deepEqual(
    functions.map(({ name, line, self_s, total_s }) => `${name} ${line} ${self_s} ${total_s}`),
    ['i 2 0.45 0.45', 'j 2 0.05 0.05', 'f 5 4 4', 'g 9 4 4', 'h 12 1.5 1.5'],
  );
});

test('the hover names callers as links that only open a line', async (context) => {
  const client = await startClient(context);
  const path = '/dist-packages/lib.py';
  const textDocument = { uri: `file://${path}`, languageId: 'python', version: 1, text: profiled };
  await client.connection.sendNotification('textDocument/didOpen', { textDocument });
  await client.request('heatline/openSession', { folder: '/s' });
  await client.request('heatline/setShownFiles', { folders: [], mappings: [] });
  const position = { line: 6, character: 0 };
  const hover: Hover | null = await client.connection.sendRequest('textDocument/hover', { textDocument, position });
  assert.match(JSON.stringify(hover), /`k` was called by:.*- `h` `a\.py:12`: 1\.50 s/);
});

test('files that the settings leave out are neither painted nor listed, and recorded paths are found here', async (context) => {
  const client = await startClient(context);
  await openDocument(client, profiled);
  await client.request('heatline/openSession', { folder: '/s' });
  const asked = { uri, first: 1, last: 30 };
  const folder = { path: '/link', include: [], exclude: ['a.py'] };
  const mappings = [{ recorded: 'a.py', local: '/link/a.py' }];
  await client.request('heatline/setShownFiles', { folders: [folder], mappings });
  assert.deepEqual(await client.request('heatline/documentHeat', asked), { kind: 'none' });
  assert.deepEqual((await client.request('heatline/hotLines', { limit: 5 })).rows, []);
  await client.request('heatline/setShownFiles', { folders: [], mappings });
  assert.equal((await client.request('heatline/documentHeat', asked)).kind, 'heat');
  const { rows } = await client.request('heatline/hotLines', { limit: 1 });
  assert.deepEqual(
    rows.map(({ path, line, source }) => `${path}:${line} ${source}`),
    ['/link/a.py:5 line_5'],
  );
  const here = { uri: 'file:///here/a.py', languageId: 'python', version: 1, text: profiled };
  await client.connection.sendNotification('textDocument/didOpen', { textDocument: here });
  const askedHere = { uri: here.uri, first: 1, last: 30 };
  assert.equal((await client.request('heatline/documentHeat', askedHere)).kind, 'none');
  const moved = [{ recorded: 'a.py', local: '/here/a.py' }];
  await client.request('heatline/setShownFiles', { folders: [], mappings: moved });
  assert.equal((await client.request('heatline/documentHeat', askedHere)).kind, 'heat');
});

test('a line without time has no hover', async (context) => {
  const client = await startClient(context);
  await openDocument(client, profiled);
  await client.request('heatline/openSession', { folder: '/s' });
  assert.match(await hoverOn(client, 9), /Waited sleeping 4\.00 s/);
  assert.equal(await hoverOn(client, 10), '');
});

test('hot lines carry their source as it was profiled', async (context) => {
  const client = await startClient(context);
  await client.request('heatline/openSession', { folder: '/s' });
  const { rows } = await client.request('heatline/hotLines', { limit: 2 });
  assert.deepEqual(
    rows.map(({ line, source }) => `${line} ${source}`),
    ['5 line_5', '9 line_9'],
  );
});

test('a capture is followed until it has ended', async (context) => {
  const client = await startClient(context);
  const changes: CaptureChanged[] = [];
  const ended = new Promise<void>((resolve) => {
    client.connection.onNotification('heatline/captureChanged', (change: CaptureChanged) => {
      changes.push(change);
      if (change.folder === '/s') resolve();
    });
  });
  await client.request('heatline/watchCapture', { folder: '/live' });
  await client.request('heatline/watchCapture', { folder: '/none' });
  await client.request('heatline/watchCapture', { folder: '/s' });
  await ended;
  await client.request('heatline/unwatchCapture', { folder: '/live' });
  await client.request('heatline/unwatchCapture', { folder: '/none' });
  const states = new Map(changes.map(({ folder, state }) => [folder, state]));
  assert.deepEqual(Object.fromEntries(states), { '/live': 'running', '/none': 'starting', '/s': 'ended' });
});

test('a bug in one answer costs that answer only', async (context) => {
  const errors: string[] = [];
  const sound = world();
  const client = await startClient(context, {
    ...sound,
    log: { ...sound.log, error: (message) => void errors.push(message) },
    newSessionFolder() {
      throw new Error('broken');
    },
  });
  assert.deepEqual(await client.request('heatline/newSessionFolder', { program: 'a.py' }), { folder: '' });
  assert.match(errors.join(), /heatline\/newSessionFolder failed: Error: broken/);
  assert.deepEqual(await client.request('heatline/cancelCapture', { folder: '/live' }), { asked: true });
});

test('files of the hot lines come hottest first, and a filter that was set is named and honoured', async (context) => {
  const client = await startClient(context);
  await client.request('heatline/openSession', { folder: '/s' });
  const draw = async (): Promise<string[]> =>
    (await client.request('heatline/hotLines', { limit: 100 })).files.map(
      ({ path, share, step, n_lines }) => `${path} ${share.toFixed(3)} ${step} ${n_lines}`,
    );
  assert.deepEqual(await draw(), ['a.py 1.000 6 5']);
  await client.request('heatline/setFilter', { basis: 'cpu', scope: 'all' });
  assert.deepEqual(await draw(), ['a.py 0.750 6 3', '/dist-packages/lib.py 0.250 6 1']);
  const { choices, shown } = await client.request('heatline/heatChoices', {});
  assert.deepEqual(shown, ['CPU time', 'all files']);
  assert.deepEqual(
    choices.map(({ tid, name, main }) => [tid === null, name, main]),
    [
      [true, 'a.py', true],
      [false, '', true],
    ],
  );
  const { markdown } = await client.request('heatline/hotLinesMarkdown', { limit: 2 });
  assert.match(markdown, /CPU time of all threads\. Shown: CPU time, all files\./);
  assert.equal(markdown.match(/^\| `/gm)?.length, 2);
});

test('a hot line is found where it is now', async (context) => {
  const client = await startClient(context);
  await openDocument(client, `# new\n${profiled.replace('line_9\n', 'changed\n')}`);
  await client.request('heatline/openSession', { folder: '/s' });
  const find = async (line: number): Promise<number | null> =>
    (await client.request('heatline/findLine', { uri, line })).line;
  assert.deepEqual([await find(9), await find(20)], [10, 21]);
  assert.equal((await client.request('heatline/findLine', { uri: 'file:///p/none.py', line: 5 })).line, null);
});
