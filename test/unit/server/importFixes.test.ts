// Quick fixes on import statements: the engine's edits of the text as it is, its reasons, and how often it is asked.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { CodeAction, CodeActionContext } from 'vscode-languageserver/node';

import type { RequestMethod, RequestParams, RequestResult } from '../../../src/protocol/lsp.ts';
import { deferImports, type Deferral, type DeferralQuestion } from '../../../src/tools/deferImports.ts';
import { interpreters } from '../../deferral/engine.ts';
import { connectToServer } from './connection.ts';
import { importProfile } from './importWorld.ts';
import { madeUpWorld } from './madeUpWorld.ts';

const uri = 'file:///link/a.py';
const python = interpreters.findLast(({ path }) => path !== undefined)?.path;
const skip = python === undefined && 'no interpreter is installed';

/** As it was profiled: findings speak of lines 6 and 8. */
const text = `"""Loads more than it needs."""

X = 1

import big
import small, other
import quick
import pack.part


def f():
    import late

    return big, small, other, quick


KEPT = pack.part
`;
const moved = text
  .replace('import small, other\n', '')
  .replace('    import late\n', '    import small, other\n    import late\n');

interface Client {
  /** What the engine was asked. */
  readonly asked: DeferralQuestion[];
  request<M extends RequestMethod>(method: M, params: RequestParams<M>): Promise<RequestResult<M>>;
  /** @param line 1-based */
  actions(line: number, context?: Partial<CodeActionContext>): Promise<CodeAction[]>;
  edit(version: number, text: string): Promise<void>;
}

type Engine = (question: DeferralQuestion) => Promise<Deferral[]>;

async function startClient(
  context: TestContext,
  engine: Engine,
  options: { readonly interpreter?: string; readonly nowMs?: () => number } = {},
): Promise<Client> {
  const drawn = importProfile();
  const files = drawn.files.map((file) => (file.path === 'a.py' ? { ...file, sha256: 'kept' } : file));
  const capture = { ...drawn.capture, interpreter: options.interpreter ?? python ?? '/usr/bin/python3' };
  const session = { folder: '/imports', profile: { ...drawn, files, capture }, live: false };
  const asked: DeferralQuestion[] = [];
  const connection = await connectToServer(
    context,
    {
      ...madeUpWorld({ '/imports': session }, { kept: text }),
      realPath: (path) => path,
      nowMs: options.nowMs ?? (() => 0),
      deferImports: async (question) => {
        asked.push(question);
        return engine(question);
      },
    },
    { folders: [], mappings: [{ recorded: 'a.py', local: '/link/a.py' }] },
  );
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'python', version: 1, text },
  });
  await connection.sendRequest('heatline/openSession', { folder: '/imports' });
  return {
    asked,
    request: async (method, params) => connection.sendRequest(method, params),
    async actions(line, extra = {}) {
      const position = { line: line - 1, character: 3 };
      return connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: position, end: position },
        context: { diagnostics: [], ...extra },
      });
    },
    edit: async (version, changed) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text: changed }],
      }),
  };
}

/** Answers at once that nothing is safe. */
const refusing: Engine = async ({ requests }) =>
  Promise.resolve(
    requests.map(({ path, line }) => ({
      path,
      line,
      strategy: 'defer',
      edits: [],
      remarks: [{ code: 'in-try', message: `Line ${line} stands in a try.`, line }],
    })),
  );

function applied(before: string, action: CodeAction | undefined): string {
  const [change] = action?.edit?.documentChanges ?? [];
  assert.ok(change !== undefined && 'edits' in change);
  const lines = before.split('\n');
  const offset = ({ line, character }: { line: number; character: number }): number =>
    lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return change.edits.toReversed().reduce((result, edit) => {
    assert.ok('newText' in edit && typeof edit.newText === 'string');
    return result.slice(0, offset(edit.range.start)) + edit.newText + result.slice(offset(edit.range.end));
  }, before);
}

test('a statement that can be deferred has the edit, linked with what was pointed out', { skip }, async (context) => {
  const client = await startClient(context, deferImports);
  const range = { start: { line: 5, character: 0 }, end: { line: 5, character: 19 } };
  const diagnostics = [
    { range, message: 'small takes …', source: 'Heatline', code: 'unused' },
    { range, message: 'E401', source: 'Ruff' },
  ];
  const [fix, all, ...others] = await client.actions(6, { diagnostics });
  assert.equal(fix?.title, 'Defer this import to where it is used (saves about 14 ms)');
  assert.equal(fix.kind, 'quickfix');
  assert.equal(fix.isPreferred, true);
  assert.deepEqual(
    fix.diagnostics?.map(({ source }) => source),
    ['Heatline'],
  );
  assert.equal(applied(text, fix), moved);
  assert.equal(all?.title, 'Defer all safe imports of this file');
  assert.deepEqual(all.command?.arguments, [uri]);
  assert.deepEqual(others, []);
});

test(
  'a statement that must stay has a disabled fix with the reason, and a way to see it',
  { skip },
  async (context) => {
    const client = await startClient(context, deferImports);
    const [fix, why] = await client.actions(8);
    assert.match(fix?.disabled?.reason ?? '', /^Line 17 uses pack while the module loads/);
    assert.equal(fix?.edit, undefined);
    assert.deepEqual(why?.command?.arguments, [uri, 8]);
    const { statements } = plannedOf(await client.request('heatline/importFixes', { uri }));
    assert.deepEqual(
      statements.map(({ line, text: statement, isSafe, remarks }) => [line, statement, isSafe, remarks[0]?.line]),
      [
        [6, 'import small, other', true, undefined],
        [8, 'import pack.part', false, 17],
      ],
    );
  },
);

test('the edit is one of the text as it is, where the statement is now', { skip }, async (context) => {
  const client = await startClient(context, deferImports);
  // Characters beyond 16 bits are two units to the editor, and one to the engine.
  const edited = `${text.replace('"""Loads more than it needs."""\n', '"""New."""\n\nimport sys\n')}
def g(a="\u{1D11E}"): return small
`;
  await client.edit(2, edited);
  assert.deepEqual(await client.actions(6), []);
  const [fix] = await client.actions(8);
  assert.equal(
    applied(edited, fix),
    edited
      .replace('import small, other\n', '')
      .replace('    import late\n', '    import small, other\n    import late\n')
      .replace(': return small\n', ': import small; return small\n'),
  );
  await client.edit(3, text.replace('import small, other', 'import small, other  # new'));
  assert.deepEqual(await client.actions(6), []);
});

test('all that is safe is one change, and the rest has its reason', { skip }, async (context) => {
  const client = await startClient(context, deferImports);
  const result = plannedOf(await client.request('heatline/deferImports', { uri }));
  assert.equal(result.version, 1);
  assert.deepEqual(
    result.statements.map(({ isSafe }) => isSafe),
    [true, false],
  );
  assert.deepEqual(result.edits, [
    { start: { line: 5, character: 0 }, end: { line: 6, character: 0 }, text: '' },
    { start: { line: 11, character: 0 }, end: { line: 11, character: 0 }, text: '    import small, other\n' },
  ]);
});

test('moving the cursor starts no interpreter again, an edit anywhere or a minute does', async (context) => {
  let ms = 0;
  const client = await startClient(context, refusing, { nowMs: () => ms });
  for (const line of [1, 5, 7, 11]) assert.deepEqual(await client.actions(line), []);
  assert.equal(client.asked.length, 0);
  for (const line of [6, 8, 6, 6, 8]) assert.equal((await client.actions(line)).length, 2);
  assert.equal(client.asked.length, 1);
  await client.edit(2, `${text}\n`);
  await client.actions(6);
  assert.equal(client.asked.length, 2);
  ms = 61_000;
  await client.actions(8);
  assert.equal(client.asked.length, 3);
  assert.equal(client.asked[0]?.separately, true);
  assert.equal(client.asked[0]?.texts?.['/link/a.py'], text);
});

test('an edit gives up what was asked before it', async (context) => {
  const signals: AbortSignal[] = [];
  const stuck: Engine = async ({ signal }) =>
    new Promise((_resolve, reject) => {
      assert.ok(signal !== undefined);
      signals.push(signal);
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  const client = await startClient(context, stuck);
  const answer = client.actions(6);
  // Answered after the first one has been received.
  await client.request('heatline/importRows', { order: 'cost', below: '' });
  assert.equal(signals[0]?.aborted, false);
  await client.edit(2, `${text}\n`);
  assert.deepEqual(await answer, []);
  assert.equal(signals[0]?.aborted, true);
});

test('source actions are there only where they are asked for, and ask nothing', async (context) => {
  const client = await startClient(context, refusing);
  const [action, ...others] = await client.actions(1, { only: ['source'] });
  assert.equal(action?.kind, 'source.deferImports.heatline');
  assert.deepEqual(others, []);
  assert.deepEqual(await client.actions(6, { only: ['refactor'] }), []);
  assert.equal((await client.actions(6, { only: ['source.deferImports'] })).length, 1);
  assert.equal(client.asked.length, 0);
});

test('an interpreter that is gone is the reason, and what is no Python is not started', { skip }, async (context) => {
  const gone = await startClient(context, deferImports, { interpreter: '/gone/bin/python3.12' });
  const [fix, ...others] = await gone.actions(6);
  assert.match(fix?.disabled?.reason ?? '', /^\/gone\/bin\/python3\.12 could not run Heatline's own tool .*ENOENT/);
  assert.deepEqual(others, []);
  const result = await gone.request('heatline/deferImports', { uri });
  assert.equal(result.kind === 'failed' && result.code, 'PYTHON_TOOL_FAILED');
  const other = await startClient(context, deferImports, { interpreter: '/bin/false' });
  const [refused] = await other.actions(6);
  assert.match(refused?.disabled?.reason ?? '', /its name is not that of a Python/);
  assert.equal(other.asked.length, 0);
});

function plannedOf<R extends { readonly kind: string }>(result: R): Extract<R, { readonly kind: 'planned' }> {
  assert.equal(result.kind, 'planned');
  return result as Extract<R, { readonly kind: 'planned' }>;
}
