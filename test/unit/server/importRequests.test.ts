import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { Hover } from 'vscode-languageserver/node';

import { formatImportLine, formatImportRow } from '../../../src/extension/importFormat.ts';
import type { RequestMethod, RequestParams, RequestResult } from '../../../src/protocol/lsp.ts';
import type { SessionSummary } from '../../../src/protocol/heat.ts';
import type { ImportOrder } from '../../../src/protocol/importView.ts';
import { connectToServer } from './connection.ts';
import { importProfile, profileWithoutImports } from './importWorld.ts';
import { madeUpWorld } from './madeUpWorld.ts';

const uri = 'file:///link/a.py';
const profiled = Array.from({ length: 30 }, (_, index) => `line_${index + 1}`).join('\n');

interface Client {
  readonly session: SessionSummary;
  request<M extends RequestMethod>(method: M, params: RequestParams<M>): Promise<RequestResult<M>>;
  hover(line: number): Promise<string>;
  edit(version: number, text: string): Promise<void>;
}

/** A server with an open document and an open session. */
async function startClient(context: TestContext, folder = '/imports'): Promise<Client> {
  const withImports = importProfile();
  const files = withImports.files.map((file) => (file.path === 'a.py' ? { ...file, sha256: 'kept' } : file));
  // A file that is quick enough is in no sample.
  const unsampled = { ...withImports, files: [...files, { path: 'b.py', sha256: 'kept' }] };
  const onlyImporting = unsampled.imports.map((row) => ({
    ...row,
    importer: row.importer?.path === 'a.py' ? { ...row.importer, path: 'b.py' } : row.importer,
  }));
  const world = madeUpWorld(
    {
      '/imports': { folder, profile: { ...withImports, files }, live: false },
      '/unsampled': { folder, profile: { ...unsampled, imports: onlyImporting }, live: false },
      '/plain': { folder, profile: profileWithoutImports(), live: false },
    },
    { kept: profiled },
  );
  const realPath = (path: string): string =>
    folder === '/unsampled' ? path.replace('/link/a.py', 'b.py') : world.realPath(path);
  const connection = await connectToServer(context, { ...world, realPath });
  const textDocument = { uri, languageId: 'python', version: 1, text: profiled };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  const opened: RequestResult<'heatline/openSession'> = await connection.sendRequest('heatline/openSession', {
    folder,
  });
  assert.ok(opened.kind === 'opened');
  return {
    session: opened.session,
    request: async (method, params) => connection.sendRequest(method, params),
    async hover(line) {
      const position = { line: line - 1, character: 0 };
      const hover: Hover | null = await connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position,
      });
      return hover === null ? '' : (hover.contents as { readonly value: string }).value;
    },
    edit: async (version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
  };
}

async function hints(client: Client): Promise<string[]> {
  const { imports } = await client.request('heatline/documentImports', { uri });
  return imports.map((each) => `${each.line}: ${formatImportLine(each.import)}`);
}

test('each statement has what it loaded, summed, with the use of its library', async (context) => {
  assert.deepEqual(await hints(await startClient(context)), [
    '5: big 118 ms · 24.0 MB · 2.6 % used',
    '6: small, other 16 ms · not seen',
    '7: quick 0.4 ms · not seen',
    '8: pack.part 6.0 ms · not seen',
    '12: late 3.0 ms · not seen',
  ]);
});

test('statements follow their lines, and an edited one has nothing', async (context) => {
  const client = await startClient(context);
  await client.edit(2, `# new\n${profiled}`);
  assert.deepEqual(
    (await hints(client)).map((hint) => hint.split(':')[0]),
    ['6', '7', '8', '9', '13'],
  );
  await client.edit(3, profiled.replace('line_5\n', 'changed line_5\n'));
  assert.deepEqual(
    (await hints(client)).map((hint) => hint.split(':')[0]),
    ['6', '7', '8', '12'],
  );
  assert.doesNotMatch(await client.hover(5), /Imports/);
  assert.match(await client.hover(6), /Imports/);
});

test('a file without any sample has its statements too', async (context) => {
  const client = await startClient(context, '/unsampled');
  assert.equal((await hints(client)).length, 5);
  assert.match(await client.hover(5), /^\*\*Imports\*\* `big`[\s\S]*Numbers /);
  assert.deepEqual(await client.request('heatline/documentHeat', { uri, first: 1, last: 30 }), { kind: 'none' });
});

test('the hover has cost, use, and what was found', async (context) => {
  const client = await startClient(context);
  const big = await client.hover(5);
  assert.match(big, /^\*\*Imports\*\* `big`: \*\*118 ms\*\* · 24\.0 MB resident · 3 modules loaded\n/);
  for (const row of ['| Own time | 50 ms |', '| In native code | 20 ms |', '| Loaded | while the program started |'])
    assert.ok(big.includes(row), `${row} is not in\n${big}`);
  assert.match(big, /\| Used \| 2\.6 % of the CPU time afterwards \(95 % between [\d.]+ % and [\d.]+ %\) \|/);
  const small = await client.hover(6);
  assert.match(
    small,
    /\n\nsmall takes [\d.]+ % of the import time, and nothing of it was seen .* Predicted saving: 14 ms\.\n\nNumbers/,
  );
  assert.match(small, /\| Used \| not seen in any sample \|/);
  assert.match(await client.hover(12), /\| Loaded \| by a function, while the program ran \|/);
  assert.equal(await client.hover(1), '');
});

test('what is worth changing is told of the files of the program', async (context) => {
  const client = await startClient(context);
  assert.deepEqual(await client.request('heatline/importAdvice', {}), { paths: ['a.py'] });
  const { imports } = await client.request('heatline/documentImports', { uri });
  const advice = imports.flatMap((each) =>
    each.advice.map(({ pattern, message }) => `${each.line} ${pattern} ${message}`),
  );
  assert.equal(advice.length, 2);
  assert.match(advice[0] ?? '', /^6 unused small takes .*\nPredicted saving: 14 ms\.$/);
  assert.match(advice[1] ?? '', /^8 unused pack takes .*\nPredicted saving: 6\.0 ms\.$/);
});

test('libraries are listed in each order, with modules below', async (context) => {
  const client = await startClient(context);
  const listed = async (order: ImportOrder, below = ''): Promise<string[]> =>
    (await client.request('heatline/importRows', { order, below })).rows.map(
      (row) => `${row.name}: ${formatImportRow(row)}`,
    );
  assert.deepEqual(await listed('cost'), [
    'big: 110 ms · 24.0 MB · 2.6 % used',
    'small: 14 ms · not seen',
    'json: 8.0 ms · not seen',
    'pack: 6.0 ms · not seen',
    'late: 3.0 ms · not seen',
    'other: 2.0 ms · not seen',
    'quick: 0.4 ms · not seen',
  ]);
  assert.equal((await listed('memory'))[0], 'big: 110 ms · 24.0 MB · 2.6 % used');
  const byUse = await listed('use');
  assert.equal(byUse[0], 'small: 14 ms · not seen');
  assert.equal(byUse.at(-1), 'big: 110 ms · 24.0 MB · 2.6 % used');
  assert.deepEqual(await listed('cost', 'big'), ['big.core: 60 ms · 4.00 MB · 2.6 % used']);
  const { rows } = await client.request('heatline/importRows', { order: 'cost', below: 'big' });
  assert.deepEqual(rows[0]?.chain, [
    { path: 'a.py', line: 5 },
    { path: '/v/lib/python3.12/site-packages/big/__init__.py', line: 3 },
  ]);
});

test('the libraries are a table for a pull request', async (context) => {
  const client = await startClient(context);
  const { markdown } = await client.request('heatline/importsMarkdown', { order: 'cost', limit: 1 });
  assert.match(
    markdown,
    /^\*\*Imports\*\* of .*\n\n140 ms of imports while the program started\. Ordered by: own time\.\n\n.*\n.*\n\| `big` \| 110 ms \| 118 ms \| 20 ms \| 24\.0 MB \| 2\.6 % \| `a\.py:5` \|\n$/,
  );
});

test('the flame graph has each import below what it was imported during', async (context) => {
  const client = await startClient(context);
  const { flame } = await client.request('heatline/importFlame', { pid: null });
  assert.deepEqual(
    flame?.boxes.slice(0, 5).map(({ module, depth, use, importer }) => [module, depth, use, importer?.path ?? null]),
    [
      ['', 0, 'unknown', null],
      ['big.hook', 1, 'used', null],
      ['big', 1, 'used', 'a.py'],
      ['big.core', 2, 'used', '/v/lib/python3.12/site-packages/big/__init__.py'],
      ['json', 3, 'unused', '/v/lib/python3.12/site-packages/big/core.py'],
    ],
  );
});

test('the same tree is text that can be sent to somebody', async (context) => {
  const client = await startClient(context);
  const { text } = await client.request('heatline/importTreeText', { pid: null });
  assert.equal(
    text,
    `Imports of a.py: 443 ms. Time with everything imported meanwhile, own time, use afterwards.

big.hook  300 ms · own 300 ms · used
big  118 ms · own 50 ms · used · a.py:5
  big.core  68 ms · own 60 ms · used · big/__init__.py:3
    json  8.0 ms · own 8.0 ms · not seen · core.py:2
other  2.0 ms · own 2.0 ms · not seen · a.py:6
small  14 ms · own 14 ms · not seen · a.py:6
quick  0.4 ms · own 0.4 ms · not seen · a.py:7
pack.part  6.0 ms · own 4.0 ms · not seen · a.py:8
  pack  2.0 ms · own 2.0 ms · not seen · a.py:8
late  3.0 ms · own 3.0 ms · not seen · a.py:12
`,
  );
});

test('a run without imports says why, and has none', async (context) => {
  const client = await startClient(context, '/plain');
  assert.equal(client.session.imports.missing?.code, 'IMPORTS_OFF');
  assert.match(client.session.imports.missing?.message ?? '', /--no-imports/);
  assert.deepEqual(await hints(client), []);
  assert.deepEqual(await client.request('heatline/importRows', { order: 'cost', below: '' }), { rows: [], init_s: 0 });
  assert.deepEqual(await client.request('heatline/importFlame', { pid: null }), { flame: null });
  assert.deepEqual(await client.request('heatline/importTreeText', { pid: null }), { text: '' });
  const other = await startClient(context);
  assert.equal(other.session.imports.missing, null);
});
