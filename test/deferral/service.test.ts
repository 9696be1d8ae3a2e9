// What the engine makes of documents, bytes and places: encodings, ends of lines, columns in characters, requests that are wrong.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';

import { ensureNewestPython } from '../../src/build/newestPython.mjs';
import { applyEdits, askAll, engine, interpreters, run, type Question, type Result } from './engine.ts';
import { readSnippets } from './snippet.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-deferral-'));
after(() => rmSync(folder, { recursive: true }));

let written = 0;
function write(bytes: string | Uint8Array): string {
  const path = join(folder, `file${written++}.py`);
  writeFileSync(path, bytes);
  return path;
}

async function askOne(python: string, question: Partial<Question> & Pick<Question, 'requests'>): Promise<Result> {
  const [results] = await askAll(python, [{ target: [3, 8], strategy: 'defer', project: [], ...question }]);
  const [result] = results ?? [];
  assert.ok(result !== undefined);
  return result;
}

for (const { name, path } of interpreters) {
  const python = path ?? '';
  suite(`with Python ${name}`, { skip: path === undefined && `Python ${name} is not installed` }, () => {
    test('keeps carriage returns, and adds lines that have them', async () => {
      const text = 'import json\r\n\r\ndef f():\r\n    """Doc."""\r\n    return json\r\n';
      const { edits } = await askOne(python, { requests: [{ path: write(text), line: 1 }] });
      assert.equal(applyEdits(text, edits), '\r\ndef f():\r\n    """Doc."""\r\n    import json\r\n    return json\r\n');
    });

    test('a byte order mark is no column', async () => {
      const text = 'import json; import csv\ndef f(): return json\n';
      const { edits } = await askOne(python, { requests: [{ path: write(`\uFEFF${text}`), line: 1, module: 'json' }] });
      assert.deepEqual(edits[0]?.start, { line: 1, column: 1 });
      assert.equal(applyEdits(text, edits), 'import csv\ndef f(): import json; return json\n');
    });

    test('columns are characters, whatever the file is encoded in', async () => {
      const text = '# coding: latin-1\nimport json\ndef f(é="äöü"): return é, "é", json\n';
      const { edits } = await askOne(python, { requests: [{ path: write(Buffer.from(text, 'latin1')), line: 2 }] });
      assert.equal(applyEdits(text, edits), '# coding: latin-1\ndef f(é="äöü"): import json; return é, "é", json\n');
      const wide = 'x = "𝄞é"; import json\ndef f(𝔞="𝄞"): return json\n';
      const answer = await askOne(python, { requests: [{ path: write(wide), line: 1 }] });
      assert.equal(applyEdits(wide, answer.edits), 'x = "𝄞é"\ndef f(𝔞="𝄞"): import json; return json\n');
    });

    test('form feeds and lone separators end no line', async () => {
      const text = 'import json\n\f\nX = "a\u2028b\x1c"\ndef f():\n    return json\n';
      const { edits } = await askOne(python, { requests: [{ path: write(text), line: 1 }] });
      assert.equal(applyEdits(text, edits), '\f\nX = "a\u2028b\x1c"\ndef f():\n    import json\n    return json\n');
    });

    test('a file that is none, or no Python, is refused with a code', async () => {
      const deep = `import json\nx = ${'('.repeat(5000)}${')'.repeat(5000)}\n`;
      const nested = `import json\nx = ${'-'.repeat(name === '3.8' ? 80 : 3000)}1\n`;
      const cases: [string, string][] = [
        [join(folder, 'missing.py'), 'unreadable'],
        [folder, 'unreadable'],
        [write(Uint8Array.of(0x69, 0, 0xff)), 'encoding'],
        [write('import json\0\n'), 'syntax-error'],
        [write('# coding: no-such\nimport json\n'), 'encoding'],
        // The parser of 3.8 writes about its own stack on standard error.
        ...(name === '3.8' ? [] : [[write(deep), 'syntax-error'] as [string, string]]),
        [write(`import json\n#${'x'.repeat(5_000_000)}`), 'too-large'],
        [write(''), 'not-an-import'],
      ];
      const requests = cases.map(([each]) => ({ path: each, line: 1 }));
      const [results] = await askAll(python, [{ target: [3, 8], strategy: 'auto', project: [], requests }]);
      assert.deepEqual(
        results?.map(({ reason }) => reason?.code),
        cases.map(([, code]) => code),
      );
      const last = await askOne(python, { requests: [{ path: write(nested), line: 1 }] });
      assert.ok(['syntax-error', 'too-complex', 'unused-import'].includes(last.reason?.code ?? ''), last.reason?.code);
    });

    test('a project that is too large to search is said to be', async () => {
      const large = mkdtempSync(join(folder, 'large-'));
      for (let index = 0; index < 35; index++) {
        writeFileSync(join(large, `f${index}.py`), '#'.repeat(2_000_000));
      }
      const path = join(large, 'lib.py');
      writeFileSync(path, 'import json\n\ndef f():\n    return json\n');
      const { reason } = await askOne(python, { project: [large], requests: [{ path, line: 1 }] });
      assert.equal(reason?.code, 'project-too-large');
    });

    test('a text stands in place of what is on the disk, in the file itself and in others', async () => {
      const own = mkdtempSync(join(folder, 'texts-'));
      const path = join(own, 'lib.py');
      const other = join(own, 'other.py');
      for (const each of [path, other]) writeFileSync(each, 'x = 1\n');
      const text = '# new\nimport json\n\ndef f():\n    return json\n';
      const question = { requests: [{ path, line: 2 }], project: [own] };
      const { edits } = await askOne(python, { ...question, texts: { [path]: `\uFEFF${text}` } });
      assert.equal(applyEdits(text, edits), '# new\n\ndef f():\n    import json\n    return json\n');
      const texts = { [path]: text, [other]: 'from lib import json\n' };
      assert.equal((await askOne(python, { ...question, texts })).reason?.code, 'reexported');
    });

    test('separate answers can each be applied alone', async () => {
      const text = 'import json\nimport csv\n\ndef f(a: "json.JSONDecoder", b: "csv.Dialect"):\n    return json, csv\n';
      const path = write(`from __future__ import annotations\n${text}`);
      const requests = [2, 3].map((line) => ({ path, line }));
      const asked = { target: [3, 8], strategy: 'auto', project: [], requests } as const;
      const [alone = [], together = []] = await askAll(python, [{ ...asked, separately: true }, asked]);
      for (const [index, name] of ['json', 'csv'].entries()) {
        const changed = applyEdits(`from __future__ import annotations\n${text}`, alone[index]?.edits ?? []);
        assert.match(changed, new RegExp(`if TYPE_CHECKING:\\n    import ${name}\\n`));
        assert.match(changed, new RegExp(`    import ${name}\\n    return json, csv`));
      }
      assert.ok(!together[1]?.edits.some((edit) => edit.text.includes('TYPE_CHECKING')));
    });

    test('without a target the Python that looks is the oldest one', async () => {
      const path = write('import json\n\ndef f():\n    return json\n');
      const input = JSON.stringify({ version: 1, strategy: 'lazy', project: [], requests: [{ path, line: 1 }] });
      const { stdout } = await run([python, '-I', engine], { input });
      assert.ok(stdout.includes(`must run on ${name} too`), stdout);
    });

    test('a document that is none is an answer too', async () => {
      const documents = [
        '',
        '[',
        '[]',
        '{"version": 2}',
        '{"version": 1, "target": [3, "x"]}',
        '{"version": 1, "target": [3, 8], "strategy": "guess"}',
        '{"version": 1, "target": [3, 8], "requests": [{"path": "relative.py", "line": 1}]}',
        '{"version": 1, "target": [3, 8], "project": ["relative"], "requests": []}',
        '{"version": 1, "target": [3, 8], "texts": {"relative.py": ""}, "requests": []}',
        '{"version": 1, "target": [3, 8], "texts": {"/abs.py": 1}, "requests": []}',
        '['.repeat(100_000),
      ];
      for (const input of documents) {
        const outcome = await run([python, '-I', engine], { input });
        assert.equal(outcome.status, 2, input.slice(0, 80));
        assert.match(outcome.stdout, /^\{"version": 1, "error": \{"code": "bad-document"/);
        assert.equal(outcome.stderr, '');
      }
    });

    test("imports nothing of the user's, writes nothing, and has no effect when imported", async () => {
      const own = join(folder, `own-${name}`);
      mkdirSync(own);
      for (const trap of ['ast', 'json', 'tokenize', 'typing', 'lib']) {
        writeFileSync(join(own, `${trap}.py`), 'raise SystemExit("imported")\n');
      }
      const requests = [{ path: join(own, 'lib.py'), line: 1 }];
      const input = JSON.stringify({ version: 1, target: [3, 8], strategy: 'auto', project: [own], requests });
      const outcome = await run([python, '-I', engine], { cwd: own, input });
      assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
      const code =
        'import sys; sys.path.insert(0, "python"); import heatline.deferral; print([m for m in sys.modules if "heatline" in m])';
      assert.equal((await run([python, '-I', '-B', '-c', code])).stdout, "['heatline', 'heatline.deferral']\n");
      assert.equal(spawnSync('find', ['python', '-name', '__pycache__'], { encoding: 'utf8' }).stdout, '');
    });
  });
}

test('lazy imports compile, and stay unloaded until they are used, in the first Python that has them', async (context) => {
  let newest: { readonly python: string; readonly version: string };
  try {
    newest = await ensureNewestPython();
  } catch (error) {
    context.skip(error instanceof Error ? error.message : String(error));
    return;
  }
  const chosen = readSnippets().filter(({ name }) => /^fixed-(lazy|auto-for)/.test(name));
  assert.ok(chosen.length >= 4);
  for (const snippet of chosen) {
    for (const [name, text] of snippet.expected) {
      const check = 'import sys; compile(sys.stdin.read(), "x", "exec")';
      const outcome = await run([newest.python, '-I', '-c', check], { input: text });
      assert.equal(outcome.stderr, '', `${snippet.name} ${name}`);
    }
  }
  const text = 'import decimal\nfrom xml.dom import minidom\n\ndef f():\n    return decimal.Decimal(1), minidom\n';
  const asked =
    'import sys\nprint("decimal" in sys.modules, "xml" in sys.modules, str(f()[0]), "xml.dom.minidom" in sys.modules)\n';
  for (const strategy of ['lazy', 'lazy-modules', 'auto']) {
    const path = write(text);
    const requests = [1, 2].map((line) => ({ path, line }));
    const [results] = await askAll(newest.python, [{ target: [3, 15], strategy, project: [], requests }]);
    const changed = applyEdits(text, results?.flatMap(({ edits }) => edits) ?? []);
    assert.equal((await run([newest.python, '-I', '-c', changed + asked])).stdout, 'False False 1 True\n', changed);
    assert.equal((await run([newest.python, '-I', '-c', text + asked])).stdout, 'True True 1 True\n');
  }
  const lazy = write('lazy import json\n\ndef f():\n    return json\n');
  const again = await askOne(newest.python, { target: [3, 15], strategy: 'lazy', requests: [{ path: lazy, line: 1 }] });
  assert.equal(again.reason?.code, 'already-lazy');
});
