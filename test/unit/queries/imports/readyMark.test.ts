// Where the user's mark parts initialisation from use, and what imports read.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { ImportRow } from '../../../../src/profile/importRows.ts';
import type { Profile } from '../../../../src/profile/profile.ts';
import { importLines } from '../../../../src/queries/importLines.ts';
import { importReport } from '../../../../src/queries/imports/report.ts';
import { importParagraphs } from '../../../../src/server/importHover.ts';
import { drawProgram, site } from './drawnImports.ts';

const program = drawProgram(
  `
site_hook 1
first 10 /app/main.py:1
  part 5 ${site}/first.py:1
lazy 20 /app/main.py:8 setup
late 30 /app/main.py:9
  below 3 ${site}/late.py:1
`,
  [[1, '/app/main.py:20 work']],
);

function changed(
  change: (row: ImportRow) => Partial<ImportRow>,
  readyAt: Profile['capture']['readyAt'] = null,
): Profile {
  return {
    ...program,
    capture: { ...program.capture, readyAt },
    imports: program.imports.map((row) => ({ ...row, ...change(row) })),
  };
}

const phasesOf = (profile: Profile): Record<string, string> =>
  Object.fromEntries(importReport(profile).imports.map(({ module, phase }) => [module, phase]));

describe('the mark of the user', () => {
  test('everything before it is initialisation and everything after it use, wherever it stands', () => {
    const seen = changed(({ module }) => ({ afterMark: ['part', 'late', 'below'].includes(module) }));
    assert.deepEqual(phasesOf(seen), {
      site_hook: 'start',
      first: 'init',
      part: 'use',
      lazy: 'init',
      late: 'use',
      below: 'use',
    });
    assert.ok(Math.abs(importReport(seen).init_s - 0.03) < 1e-9);
  });

  test('a process that never came to it goes by the rule', () => {
    const unseen = changed(() => ({ afterMark: null }), { function: 'serve', seconds: null });
    assert.deepEqual(phasesOf(unseen), phasesOf(program));
    assert.equal(phasesOf(unseen)['lazy'], 'use');
    assert.deepEqual(importReport(unseen).ready_at, { function: 'serve', seen_s: null });
    assert.equal(importReport(program).ready_at, null);
  });
});

describe('files that imports read', () => {
  const reading = changed(({ module }) => {
    if (module === 'first') return { filesRead: 41, bytesRead: 900_000, codeBytes: 5_000 };
    if (module === 'part') return { filesRead: 2, bytesRead: 2 ** 21, codeBytes: 0 };
    if (module === 'lazy') return { filesRead: 11, bytesRead: 2 ** 20 + 4_000, codeBytes: 4_000 };
    return { filesRead: 1, bytesRead: 3_000_000, codeBytes: 3_000_000 };
  });

  test('many, or much, beside its own bytecode is worth saying', () => {
    assert.deepEqual(importReport(reading).readers, [
      { module: 'part', files: 2, bytes: 2 ** 21, path: `${site}/first.py`, line: 1 },
      { module: 'first', files: 40, bytes: 895_000, path: '/app/main.py', line: 1 },
    ]);
    assert.deepEqual(importReport(program).readers, []);
    const [row] = importReport(program).imports;
    assert.deepEqual([row?.files_read, row?.bytes_read], [null, null]);
  });

  test('the hover of a statement has what all of it read, and nothing where that is not known', () => {
    const hover = (profile: Profile): string => {
      const lines = importLines({ rows: profile.imports, report: importReport(profile) }).get('/app/main.py');
      return importParagraphs(lines?.[0] ?? assert.fail(), (path) => path).join('\n');
    };
    assert.match(hover(reading), /\| Read \| 43 files, 3\.00 MB \|/);
    assert.doesNotMatch(hover(program), /Read/);
  });
});
