import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TimelinePoint } from '../../../src/protocol/memory.ts';
import { areaUnder, reduceTimeline } from '../../../src/queries/reduceTimeline.ts';
import { seededRandom } from '../../fixtures/random.ts';

/** At most `most` points of the same span, the highest among them exactly, the area within `error`. */
function check(points: readonly TimelinePoint[], most: number, error: number, note: string): void {
  const reduced = reduceTimeline(points, most);
  assert.ok(reduced.length <= most, `${note}: ${reduced.length} points`);
  assert.equal(reduced[0]?.t_s, points[0]?.t_s, note);
  assert.equal(reduced.at(-1)?.t_s, points.at(-1)?.t_s, note);
  for (const [index, { t_s, bytes }] of reduced.entries()) {
    assert.ok(bytes >= 0 && Number.isFinite(bytes), note);
    assert.ok(index === 0 || t_s > (reduced[index - 1]?.t_s ?? 0), `${note}: not ascending at ${index}`);
  }
  const highest = points.reduce((best, point) => (point.bytes > best.bytes ? point : best));
  assert.ok(
    reduced.some(({ t_s, bytes }) => t_s === highest.t_s && bytes === highest.bytes),
    `${note}: the highest is missing`,
  );
  assert.ok(
    reduced.every(({ bytes }) => bytes <= highest.bytes),
    `${note}: higher than the highest`,
  );
  const area = areaUnder(points);
  const difference = Math.abs(areaUnder(reduced) - area);
  assert.ok(difference <= error * area, `${note}: area off by ${((100 * difference) / area).toFixed(2)} %`);
}

test('a saw-tooth of 10,000 points in 100', () => {
  for (const teeth of [3, 17, 50, 99, 100, 333, 2500, 5000]) {
    const points = Array.from({ length: 10_000 }, (_, index) => ({
      t_s: index / 100,
      bytes: 1e6 + 9e8 * (((index * teeth) / 10_000) % 1) + (index === 4242 ? 2e8 : 0),
    }));
    check(points, 100, 0.02, `${teeth} teeth`);
  }
});

test('any line, of any length and rhythm', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed);
    const length = 2 + Math.floor(random() * 3000);
    const rhythm = random();
    let t_s = random();
    let bytes = 1e6;
    const points = Array.from({ length }, () => {
      t_s += random() < rhythm ? 0.01 : random() ** 8 * 10 + 1e-6;
      bytes = random() < 0.05 ? random() * 1e9 : Math.max(0, bytes + (random() - 0.5) * 1e8);
      return { t_s, bytes };
    });
    check(points, 40 + Math.floor(random() * 120), 0.02, `seed ${seed}`);
  }
});

test('a single spike above nothing', () => {
  for (const at of [0, 1, 500, 998, 999]) {
    const points = Array.from({ length: 1000 }, (_, index) => ({ t_s: index, bytes: index === at ? 5e8 : 0 }));
    check(points, 100, 0.02, `at ${at}`);
  }
});

test('steps up and down again', () => {
  const points = [
    ...Array.from({ length: 500 }, (_, index) => ({ t_s: index, bytes: 1 })),
    ...Array.from({ length: 500 }, (_, index) => ({ t_s: 500 + index, bytes: 1e9 })),
    ...Array.from({ length: 500 }, (_, index) => ({ t_s: 1000 + index, bytes: 2 })),
  ];
  check(points, 100, 0.02, 'plateau');
});

test('few points stay as they are', () => {
  const points = [
    { t_s: 0, bytes: 1 },
    { t_s: 5, bytes: 3 },
  ];
  assert.equal(reduceTimeline(points, 100), points);
  assert.deepEqual(reduceTimeline([], 100), []);
});
