import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeCapture, encodeCapture } from '../../../src/session/captureFile.ts';

const options = {
  rateHz: 250,
  cpuOnly: true,
  noMemory: false,
  noCopies: false,
  noImports: false,
  memoryIntervalBytes: 0,
  treeLimitKib: 16_384,
  processLimitKib: 1024,
  maxStreams: 1024,
  waitThresholdUs: 50,
  diskDir: '/home/me/.local/state/heatline/sessions/é',
  preload: '/opt/heatline/core.so',
};

test('options come back, counters begin at 0 and are read where the core adds to them', () => {
  const bytes = encodeCapture(options);
  assert.equal(bytes.length, 4096);
  const view = new DataView(bytes.buffer);
  view.setUint32(36, 3, true);
  view.setBigUint64(40, 5_000_000_000n, true);
  view.setUint32(48, 2, true);
  view.setUint32(52, 9, true);
  assert.deepEqual(decodeCapture(bytes), {
    capture: { options, counters: { streams: 3, tmpfsUsed: 5_000_000_000, refused: 2, foreign: 9 } },
    problems: [],
  });
});

test('that imports are left alone stands where the core reads it', () => {
  const bytes = encodeCapture({ ...options, noImports: true });
  assert.equal(new DataView(bytes.buffer).getUint32(16, true), 1 + 8);
  assert.equal(decodeCapture(bytes).capture?.options.noImports, true);
});

test('what of memory is wanted stands where the core reads it', () => {
  const bytes = encodeCapture({ ...options, noMemory: true, noCopies: true, memoryIntervalBytes: 65_536 });
  const view = new DataView(bytes.buffer);
  assert.equal(view.getUint32(16, true), 7);
  assert.equal(view.getBigUint64(2128, true), 65_536n);
  const { capture } = decodeCapture(bytes);
  assert.deepEqual(
    [capture?.options.noMemory, capture?.options.noCopies, capture?.options.memoryIntervalBytes],
    [true, true, 65_536],
  );
});

test('what the core could not use is refused before anything is started', () => {
  assert.throws(() => encodeCapture({ ...options, rateHz: 0 }), RangeError);
  assert.throws(() => encodeCapture({ ...options, rateHz: 1001 }), RangeError);
  // 1023 bytes and the NUL fit; é has two bytes.
  assert.equal(encodeCapture({ ...options, preload: 'x'.repeat(1023) }).length, 4096);
  assert.throws(() => encodeCapture({ ...options, preload: 'é'.repeat(512) }), RangeError);
});

test('damaged bytes are a problem', () => {
  assert.equal(decodeCapture(new Uint8Array(10)).problems[0]?.code, 'capture-damaged');
  assert.equal(decodeCapture(new Uint8Array(4096)).problems[0]?.code, 'capture-damaged');
});

test('the marked function and its file stand where the core reads them', () => {
  const bytes = encodeCapture({ ...options, readyAt: { function: 'App.serve', file: 'src/app.py' } });
  const textAt = (at: number): string => new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
  assert.deepEqual([textAt(2136), textAt(2392)], ['App.serve', 'src/app.py']);
  assert.deepEqual(decodeCapture(bytes).capture?.options.readyAt, { function: 'App.serve', file: 'src/app.py' });
  assert.equal('readyAt' in (decodeCapture(encodeCapture(options)).capture?.options ?? {}), false);
  assert.throws(() => encodeCapture({ ...options, readyAt: { function: 'x'.repeat(256), file: '' } }), RangeError);
});

test('the part of the run that is recorded', () => {
  const window = { beginNs: 12_345_678_901_234, endNs: 0 };
  const bytes = encodeCapture({ ...options, window });
  assert.equal(new DataView(bytes.buffer).getBigUint64(3416, true), 12_345_678_901_234n);
  assert.deepEqual(decodeCapture(bytes).capture?.options.window, window);
  assert.equal('window' in (decodeCapture(encodeCapture(options)).capture?.options ?? {}), false);
});
