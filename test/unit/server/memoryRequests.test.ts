import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { Hover } from 'vscode-languageserver/node';

import type { HeatMetric } from '../../../src/protocol/memoryView.ts';
import type { RequestMethod, RequestParams, RequestResult } from '../../../src/protocol/lsp.ts';
import { connectToServer } from './connection.ts';
import { madeUpProfile, madeUpWorld } from './madeUpWorld.ts';
import { memoryProfile } from './memoryWorld.ts';

const uri = 'file:///link/a.py';
const profiled = Array.from({ length: 30 }, (_, index) => `line_${index + 1}`).join('\n');

interface Client {
  request<M extends RequestMethod>(method: M, params: RequestParams<M>): Promise<RequestResult<M>>;
  hover(line: number): Promise<string>;
  edit(version: number, text: string): Promise<void>;
}

/** A server with an open document and an open session. */
async function startClient(context: TestContext, folder = '/memory', metric?: HeatMetric): Promise<Client> {
  const memory = memoryProfile();
  const files = memory.files.map((file) => (file.path === 'a.py' ? { ...file, sha256: 'kept' } : file));
  const env = madeUpWorld(
    {
      '/memory': { folder, profile: { ...memory, files }, live: false },
      '/plain': { folder, profile: madeUpProfile(), live: false },
    },
    { kept: profiled },
  );
  const initializationOptions = metric === undefined ? undefined : { folders: [], mappings: [], metric };
  const connection = await connectToServer(context, env, initializationOptions);
  const textDocument = { uri, languageId: 'python', version: 1, text: profiled };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  const client: Client = {
    request: async (method, params) => connection.sendRequest(method, params),
    async hover(line) {
      const position = { line: line - 1, character: 0 };
      const hover: Hover | null = await connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position,
      });
      return hover === null ? '' : JSON.stringify(hover.contents);
    },
    edit: async (version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
  };
  assert.equal((await client.request('heatline/openSession', { folder })).kind, 'opened');
  return client;
}

/** `metric line:step …`, a leaking line with an exclamation mark. */
async function drawHeat(client: Client): Promise<string> {
  const heat = await client.request('heatline/documentHeat', { uri, first: 1, last: 30 });
  if (heat.kind === 'none') return 'none';
  const lines = heat.lines.map(({ line, step, leak_bytes_s }) => `${line}:${step}${leak_bytes_s === null ? '' : '!'}`);
  return [heat.metric, ...lines].join(' ');
}

test('the heat is what was chosen, with the leak in each', async (context) => {
  const client = await startClient(context);
  assert.equal(await drawHeat(client), 'time 5:6 9:5! 12:6 20:5');
  for (const [metric, expected] of [
    ['peak', 'peak 5:5 9:6!'],
    ['allocated', 'allocated 5:3 9:5! 12:6'],
    ['copies', 'copies 9:0! 12:6'],
  ] as const) {
    await client.request('heatline/setMetric', { metric });
    assert.equal(await drawHeat(client), expected);
  }
});

test('a run that has not measured the choice shows time, and says why', async (context) => {
  const client = await startClient(context, '/plain', 'peak');
  assert.match(await drawHeat(client), /^time /);
  const opened = await client.request('heatline/openSession', { folder: '/plain' });
  assert.ok(opened.kind === 'opened');
  const { metrics, memoryMissing, copiesMissing } = opened.session.memory;
  assert.deepEqual(metrics, ['time']);
  assert.equal(memoryMissing?.code, 'MEMORY_OFF');
  assert.equal(copiesMissing?.code, 'COPIES_OFF');
  assert.deepEqual(await client.request('heatline/memoryTimeline', {}), { timeline: null });
});

test('what was chosen before the start counts from the first answer on', async (context) => {
  assert.match(await drawHeat(await startClient(context, '/memory', 'peak')), /^peak /);
});

test('lines are listed by what is asked, with their text', async (context) => {
  const client = await startClient(context);
  const listed = async (order: 'peak' | 'allocated' | 'live'): Promise<string> =>
    (await client.request('heatline/memoryRows', { order, limit: 9 })).rows
      .map(({ line, source }) => `${line} ${source}`)
      .join();
  assert.equal(await listed('peak'), '9 line_9,5 line_5,12 line_12');
  assert.equal(await listed('allocated'), '12 line_12,9 line_9,5 line_5');
  const { rows } = await client.request('heatline/copyRows', { limit: 9 });
  assert.deepEqual(
    rows.map(({ line, bytes, source }) => [line, bytes, source]),
    [[12, 400e6, 'line_12']],
  );
});

test('the leak follows its line, and goes when the line is edited', async (context) => {
  const client = await startClient(context);
  const leaking = async (): Promise<string> =>
    (await client.request('heatline/documentLeaks', { uri })).leaks
      .map(({ line, leak }) => `${line} ${leak.line}`)
      .join();
  assert.equal(await leaking(), '9 9');
  await client.edit(2, `# new\n${profiled}`);
  assert.equal(await leaking(), '10 9');
  await client.edit(3, profiled.replace('line_9\n', 'changed line_9\n'));
  assert.equal(await leaking(), '');
});

test('the timeline says who held memory then', async (context) => {
  const client = await startClient(context);
  const { timeline } = await client.request('heatline/memoryTimeline', {});
  assert.equal(timeline?.peak_live_bytes, 100e6);
  assert.ok((timeline?.points.length ?? 0) > 1);
  const heldAt = async (seconds: number): Promise<string> =>
    (await client.request('heatline/memoryAt', { seconds, limit: 2 })).rows
      .map(({ line, bytes }) => `${line} ${(bytes / 1e6).toFixed(0)}`)
      .join();
  assert.equal(await heldAt(2.1), '5 20,9 16');
  assert.equal(await heldAt(9), '9 72,5 20');
});

test('the hover begins with what the heat shows', async (context) => {
  const client = await startClient(context);
  assert.match(await client.hover(9), /1\.00 s\*\* on this line.*80\.0 MB\*\* live at the process's peak of 100 MB/);
  await client.request('heatline/setMetric', { metric: 'peak' });
  const hover = await client.hover(9);
  assert.match(
    hover,
    /80\.0 MB\*\* live at.*80\.0 %.*Suspected leak: grows by 8\.01 MB\/s.*heatline\.showLeak.*data:image\/svg.*1\.00 s\*\* on this line/,
  );
  assert.match(
    await client.hover(12),
    /400 MB\*\* copied · 40\.0 MB\/s · 100\.0 % of all copies.*2 MiB to 4 MiB: 400 MB/,
  );
  assert.doesNotMatch(await client.hover(20), /live at/);
});

test('the lists are tables for a pull request', async (context) => {
  const client = await startClient(context);
  const table = async (list: 'memory' | 'copies' | 'leaks'): Promise<string> =>
    (await client.request('heatline/memoryMarkdown', { list, order: 'peak', limit: 1 })).markdown;
  assert.match(
    await table('memory'),
    /Peak of live memory 100 MB, RSS 120 MB.*\n\n\| line .*\n.*\n\| `a\.py:9` \| 80\.0 MB \|.*`line_9` \|\n$/,
  );
  assert.match(
    await table('copies'),
    /400 MB copied in all.*\n\n.*\n.*\n\| `a\.py:12` \| 400 MB \| 40\.0 MB\/s \| other \|/,
  );
  assert.match(await table('leaks'), /\| `a\.py:9` \| 8\.01 MB ±3 % per second \| 0 of 160 \| 80\.0 MB \| `line_9` \|/);
});
