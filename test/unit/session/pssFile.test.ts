/** `pss.json` comes back as it was written, and no text makes its reader throw or believe too much. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { encodePss, mostPssReadings, parsePss, type PssRound } from '../../../src/session/pssFile.ts';
import { seededRandom } from '../../fixtures/random.ts';

function generateRounds(random: () => number): PssRound[] {
  const below = (count: number): number => Math.floor(random() * count);
  const streams = Array.from({ length: 1 + below(20) }, (_, index) => ({
    pid: 1 + below(2 ** 22),
    startMonoNs: 1e15 + index,
  }));
  return Array.from({ length: below(50) }, (_, index) => ({
    ms: 1000 * index + below(1000) + 0.125,
    rows: streams
      .filter((_, at) => at === 0 || random() < 0.5)
      .map((stream) => ({ ...stream, pssKib: below(2 ** 30), rssKib: below(2 ** 32) })),
  }));
}

test('rounds come back as they were written', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const rounds = generateRounds(seededRandom(seed));
    assert.deepEqual(parsePss(encodePss(rounds)), { rounds, problems: [] }, `seed ${seed}`);
  }
});

const stream = [7, 500];
const told = (rounds: unknown, streams: unknown = [stream], version: unknown = 1) => {
  const parsed = parsePss(JSON.stringify({ version, streams, rounds }));
  return { n_rounds: parsed.rounds.length, codes: parsed.problems.map(({ code }) => code) };
};
const damaged = (n_rounds: number) => ({ n_rounds, codes: ['pss-damaged'] });

test('what does not fit is left out with a problem, the other rounds stay', () => {
  const good = [5, [[0, 10, 20]]];
  assert.deepEqual(told([good]), { n_rounds: 1, codes: [] });
  for (const bad of [
    null,
    7,
    [],
    [6],
    [6, []],
    [6, [[0, 10]]],
    [6, [[1, 10, 20]]],
    [6, [[-1, 10, 20]]],
    [6, [[0.5, 10, 20]]],
    [6, [[0, -1, 20]]],
    [6, [[0, '10', 20]]],
    [6, [[0, 10, 2 ** 60]]],
    [-6, [[0, 10, 20]]],
    ['6', [[0, 10, 20]]],
    // The same process twice, and a time that goes back.
    // prettier-ignore
    [6, [[0, 10, 20], [0, 10, 20]]],
    [5, [[0, 10, 20]]],
  ])
    assert.deepEqual(told([good, bad]), damaged(1), JSON.stringify(bad));
  for (const streams of [[], [[7]], [7], [['7', 500]], [[7, -1]]])
    assert.deepEqual(told([good], streams), damaged(0), JSON.stringify(streams));
  for (const text of ['', '[]', 'null', '{}', '{"version":1,"streams":[]}'])
    assert.equal(parsePss(text).problems[0]?.code, 'pss-damaged', text);
  assert.deepEqual(told([good], [stream], 2), damaged(0));
});

test('cut off or changed anywhere: never an exception, and what is read fits', () => {
  const text = encodePss(generateRounds(seededRandom(4)));
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed);
    const at = Math.floor(random() * text.length);
    const other = '0123456789-.e[]{},"x'[Math.floor(random() * 20)] ?? '';
    const { rounds } = parsePss(seed % 3 === 0 ? text.slice(0, at) : text.slice(0, at) + other + text.slice(at + 1));
    for (const { ms, rows } of rounds) {
      assert.ok(ms >= 0 && rows.length > 0, `seed ${seed}`);
      for (const { pid, startMonoNs, pssKib, rssKib } of rows)
        for (const amount of [pid, startMonoNs, pssKib, rssKib]) assert.ok(Number.isFinite(amount) && amount >= 0);
    }
  }
});

test('no more readings than there can be', () => {
  const rounds = Array.from({ length: mostPssReadings + 5 }, (_, ms) => [ms, [[0, 1, 1]]]);
  assert.deepEqual(told(rounds), damaged(mostPssReadings));
  const streams = Array.from({ length: mostPssReadings + 1 }, (_, pid) => [pid, 1]);
  assert.deepEqual(told([[1, streams.map((_, index) => [index, 1, 1])]], streams), damaged(0));
});
