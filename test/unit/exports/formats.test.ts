import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { exportFormats, findExportFormat } from '../../../src/exports/formats.ts';
import type { Question } from '../../../src/queries/question.ts';
import { deepProfile, emptyProfile, sampleProfile } from './sampleProfiles.ts';

const question: Question = { scope: { kind: 'all' }, basis: 'elapsed' };

void test('every format is found by its name and is described', () => {
  const page = readFileSync(new URL('../../../docs/exports.md', import.meta.url), 'utf8');
  for (const format of exportFormats) {
    assert.equal(findExportFormat(format.name), format);
    assert.match(format.extension, /^\.[a-z.]+$/);
    assert.ok(
      page.includes(`\`${format.name}\``) && page.includes(`\`${format.extension}\``),
      `${format.name} is missing in docs/exports.md`,
    );
  }
  assert.deepEqual(new Set(exportFormats.map(({ extension }) => extension)).size, exportFormats.length);
  assert.equal(findExportFormat('toString'), undefined);
});

void test('the same profile and question give the same bytes', () => {
  for (const { write } of exportFormats)
    assert.deepEqual(write(sampleProfile(), question), write(sampleProfile(), question));
});

void test('no format depends on the depth of the call stack or on there being any time', () => {
  for (const { name, write } of exportFormats) {
    assert.ok(write(emptyProfile(), question) !== undefined, name);
    // Deeper than JavaScript's own stack allows a recursion to be.
    if (name !== 'collapsed' && name !== 'pprof') assert.ok(write(deepProfile(50_000), question).length > 0, name);
    else assert.ok(write(deepProfile(1000), question).length > 0, name);
  }
});
