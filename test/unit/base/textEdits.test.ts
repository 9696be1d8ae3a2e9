import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applyEdits, type TextEdit } from '../../../src/base/textEdits.ts';

/** `line:column-line:column=text` */
function edit(drawn: string): TextEdit {
  const [, a = '', b = '', c = '', d = '', text = ''] = /^(\d+):(\d+)-(\d+):(\d+)=([^]*)$/.exec(drawn) ?? [];
  return { start: { line: Number(a), column: Number(b) }, end: { line: Number(c), column: Number(d) }, text };
}

const apply = (text: string, ...edits: string[]): string => applyEdits(text, edits.map(edit));

test('edits stand at places of the text as it was, in whatever order they come', () => {
  assert.equal(apply('one\ntwo\nthree\n', '3:1-3:6=3', '1:1-2:1='), 'two\n3\n');
  assert.equal(apply('ab', '1:2-1:2=x', '1:2-1:2=y'), 'axyb');
  assert.equal(apply('', '1:1-1:1=new'), 'new');
});

test('columns count characters, and lines end as Python lets them', () => {
  assert.equal(apply('"😀é" + x\n', '1:8-1:9=y'), '"😀é" + y\n');
  assert.equal(apply('a\r\nb\rc\n', '3:1-3:2=C', '2:1-2:2=B'), 'a\r\nB\rC\n');
});

test('a place that is not there, and edits that overlap, are refused', () => {
  assert.throws(() => apply('a\n', '9:1-9:1=x'), RangeError);
  assert.throws(() => apply('a\n', '1:7-1:8=x'), RangeError);
  assert.throws(() => apply('abcdef', '1:1-1:4=x', '1:3-1:5=y'), RangeError);
});
