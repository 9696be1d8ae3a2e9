import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { formatContext } from '../../../src/extension/contextFormat.ts';
import type { ShownContext } from '../../../src/protocol/importContexts.ts';
import type { RequestMethod, RequestParams, RequestResult } from '../../../src/protocol/lsp.ts';
import { connectToServer } from './connection.ts';
import { importProfile, profileWithoutImports } from './importWorld.ts';
import { madeUpWorld } from './madeUpWorld.ts';

type Request = <M extends RequestMethod>(method: M, params: RequestParams<M>) => Promise<RequestResult<M>>;

async function startClient(context: TestContext, folder = '/imports'): Promise<Request> {
  const world = madeUpWorld({
    '/imports': { folder, profile: importProfile(), live: false },
    '/plain': { folder, profile: profileWithoutImports(), live: false },
  });
  const connection = await connectToServer(context, world);
  const request: Request = async (method, params) => connection.sendRequest(method, params);
  const opened = await request('heatline/openSession', { folder });
  assert.equal(opened.kind, 'opened');
  return request;
}

const said = ({ row, open }: ShownContext): string => `${open ? 'v' : '>'} ${row.name}: ${formatContext(row)}`;

test('who uses which library is listed row by row, open where there is something to see', async (context) => {
  const request = await startClient(context);
  const below = async (id: number | null, library: string | null = null): Promise<readonly ShownContext[]> =>
    (await request('heatline/contextRows', { library, below: id })).rows;
  const [f] = await below(null);
  assert.ok(f !== undefined);
  assert.equal(said(f), 'v f: 100.0 % · a.py:1');
  const [big] = await below(f.id);
  assert.ok(big !== undefined);
  assert.equal(said(big), '> big: 2.6 % · 110 ms to load · 24.0 MB · used nowhere else · a.py:15');
  assert.deepEqual((await below(big.id)).map(said), ['> big.core: 2.6 % · 60 ms to load · 4.00 MB']);
  assert.deepEqual((await below(null, 'big')).map(said), ['v f: 2.6 % · a.py:1']);
  const narrowed = await request('heatline/contextRows', { library: 'small', below: null });
  assert.deepEqual([narrowed.rows, narrowed.use_s, narrowed.share], [[], 10, 0]);
});

test('the same is text in a code block, for a pull request', async (context) => {
  const request = await startClient(context);
  const { markdown } = await request('heatline/contextsMarkdown', { library: null });
  assert.match(markdown, /^\*\*Imports by calling context\*\* of `a\.py`/);
  assert.match(
    markdown,
    /\n\nShares of 10\.0 s of CPU time after the imports\.\n\n`{6}\nf\(\) {2}100\.0 % ±0\.\d · a\.py:1\n {2}big {2}2\.6 % ±1\.\d · 110 ms to load · 24\.0 MB · used nowhere else · a\.py:15\n {4}big\.core {2}2\.6 % ±1\.\d · 60 ms to load · 4\.00 MB\n`{6}\n$/,
  );
  const one = await request('heatline/contextsMarkdown', { library: 'big' });
  assert.match(one.markdown, /2\.6 % of 10\.0 s of CPU time after the imports, at or below big\./);
});

test('without a session, and without imports, there is nothing to say of libraries', async (context) => {
  const request = await startClient(context, '/plain');
  const { rows } = await request('heatline/contextRows', { library: null, below: null });
  assert.deepEqual(
    rows.map(({ row }) => [row.kind, row.has_children]),
    [['function', false]],
  );
  await request('heatline/closeSession', {});
  assert.deepEqual(await request('heatline/contextRows', { library: null, below: null }), {
    rows: [],
    use_s: 0,
    share: 0,
  });
});
