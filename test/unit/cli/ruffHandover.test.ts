import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import type { ImportFixes } from '../../../src/cli/importFixes.ts';
import { formatRuff } from '../../../src/cli/importFixText.ts';
import { ruffHandover } from '../../../src/cli/ruffHandover.ts';
import type { ImportFinding } from '../../../src/protocol/imports.ts';
import type { DeferralStrategy } from '../../../src/tools/deferImports.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-ruff-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'src', 'app', 'main.py');
mkdirSync(join(folder, 'src', 'app'), { recursive: true });

function fixes(strategy: DeferralStrategy, ...modules: string[]): ImportFixes {
  const finding: ImportFinding = {
    pattern: 'unused',
    library: 'numpy',
    modules,
    path: file,
    line: 1,
    own: true,
    others: [],
    saving_s: 0.1,
    saving_share: 0.5,
    saving_bytes: 0,
    use: { share: 0, ci95: [0, 0], touched: false, called: null, functions: 0 },
    chain: [],
    message: '',
  };
  const statement = { path: file, line: 1, findings: [finding], saving_s: 0.1 };
  const edits = [{ start: { line: 1, column: 0 }, end: { line: 1, column: 0 }, text: 'lazy ' }];
  return { files: [], answers: [{ statement, deferral: { path: file, line: 1, strategy, edits, remarks: [] } }] };
}

test('a project without ruff, or imports that were moved, are not handed over', () => {
  writeFileSync(join(folder, 'pyproject.toml'), '[project]\nname = "app"\n');
  assert.equal(ruffHandover(fixes('lazy', 'numpy')), undefined);
  writeFileSync(join(folder, 'pyproject.toml'), '[tool.ruff.lint]\nselect = ["E"]\n');
  assert.equal(ruffHandover(fixes('defer', 'numpy')), undefined);
});

test('lazy imports are handed over to the nearest configuration of ruff', () => {
  writeFileSync(join(folder, 'pyproject.toml'), '[tool.ruff]\nline-length = 100\n');
  const found = ruffHandover(fixes('lazy', 'scipy', 'numpy'));
  assert.deepEqual(found, { config: join(folder, 'pyproject.toml'), modules: ['numpy', 'scipy'], bans: false });
  writeFileSync(join(folder, 'src', 'ruff.toml'), '[lint.flake8-tidy-imports]\nban-lazy = ["numpy"]\n');
  const nearer = ruffHandover(fixes('lazy', 'numpy')) ?? assert.fail('the nearer one is not found');
  assert.deepEqual([nearer.config, nearer.bans], [join(folder, 'src', 'ruff.toml'), true]);
  const text = formatRuff(nearer, (path) => path.slice(folder.length + 1));
  assert.match(
    text.join('\n'),
    /\(src\/ruff\.toml\)[^\n]*TID254[^\n]*\n {2}lint\.flake8-tidy-imports\.require-lazy = \["numpy"\]\n.*ban-lazy/,
  );
});
