import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ImportFlame } from '../../../../src/protocol/importFlame.ts';
import type { Profile } from '../../../../src/profile/profile.ts';
import { importFlame } from '../../../../src/queries/imports/flame.ts';
import { importReport } from '../../../../src/queries/imports/report.ts';
import { drawProgram, site } from './drawnImports.ts';

const program = drawProgram(
  `
  app.tool 1 /app/main.py:1
    numpy 20 /app/tool.py:3
      numpy.c 30 ${site}/numpy/__init__.py:9
    yaml 10 /app/tool.py:4
  rich 5 /app/main.py:2
  json 4 /app/main.py:9 main
  `,
  [
    [9.9, 'main.py:5 main', `${site}/numpy/c.py:5 add`],
    [0.1, 'main.py:6 main', `${site}/rich.py:7 draw`],
  ],
);

function flameOf(profile: Profile, pid: number | null = null, most?: number): ImportFlame {
  const { processes } = profile;
  const asked = { report: importReport(profile), processes, pid };
  const flame = importFlame(most === undefined ? asked : { ...asked, most });
  assert.ok(flame);
  return flame;
}

/** A box a line, indented: name, left edge and width in milliseconds, own time, use. */
function drawn({ boxes }: ImportFlame): string {
  const ms = (seconds: number): string => (seconds * 1000).toFixed(0);
  return boxes
    .map(
      ({ module, depth, left_s, width_s, self_s, use, origin }) =>
        `${'  '.repeat(depth)}${module || 'all'} ${ms(left_s)}+${ms(width_s)} own ${ms(self_s)} ${origin} ${use}`,
    )
    .join('\n');
}

test('imports lie below each other as they happened, side by side as wide as they took', () => {
  assert.equal(
    drawn(flameOf(program)),
    `
all 0+70 own 0 project unknown
  app.tool 0+61 own 1 project unused
    numpy 0+50 own 20 installed used
      numpy.c 0+30 own 30 installed used
    yaml 50+10 own 10 installed unused
  rich 61+5 own 5 installed rare
  json 66+4 own 4 installed unused
`.trim(),
  );
});

test('each has its statement, phase and the use of its library', () => {
  const [, , numpy] = flameOf(program).boxes;
  assert.deepEqual(numpy?.importer, { path: '/app/tool.py', line: 3 });
  assert.equal(numpy?.phase, 'init');
  assert.ok((numpy?.library_use?.share ?? 0) > 0.95);
  assert.equal(flameOf(program).boxes.at(-1)?.phase, 'use');
});

test('where nothing was sampled after the imports, nothing is said of use', () => {
  const unsampled = { ...program, cells: drawProgram('', [[0, 'main.py:5 main']]).cells };
  assert.ok(flameOf(unsampled).boxes.every(({ use, library_use }) => use === 'unknown' && library_use === null));
});

test('what is too much for a page loses the shortest, which are counted, and what is kept stays in its place', () => {
  const flame = flameOf(program, null, 3);
  assert.equal(flame.n_left_out, 3);
  assert.equal(drawn(flame).replaceAll(/ own.*/g, ''), 'all 0+70\n  app.tool 0+61\n    numpy 0+50\n      numpy.c 0+30');
});

test('one process is shown, the first unless another one is asked for', () => {
  const [first] = program.processes;
  assert.ok(first);
  const child = { ...first, pid: first.pid + 1, parent: 0, command: ['python', 'worker.py'] };
  const forked = {
    ...program,
    processes: [first, child],
    imports: program.imports.map((row, at) => (at < 5 ? row : { ...row, process: 1 })),
  };
  const names = ({ boxes }: ImportFlame): string[] => boxes.slice(1).map(({ module }) => module);
  assert.deepEqual(names(flameOf(forked)), ['app.tool', 'numpy', 'numpy.c', 'yaml', 'rich']);
  assert.deepEqual(names(flameOf(forked, child.pid)), ['json']);
  assert.equal(flameOf(forked, 987).pid, first.pid);
  assert.deepEqual(
    flameOf(forked).processes.map(({ pid, command, n_imports }) => [pid, command.split(' ').at(-1), n_imports]),
    [
      [first.pid, first.command.at(-1)?.split(' ').at(-1) ?? '', 5],
      [child.pid, 'worker.py', 1],
    ],
  );
});

test('damaged figures make no box that sticks out of the one above', () => {
  const seconds = [0.001, Number.NaN, 0.03, Number.POSITIVE_INFINITY, -1, 1e-9];
  const damaged = {
    ...program,
    imports: program.imports.map((row, at) => ({ ...row, totalSeconds: seconds[at] ?? 0, module: 'm'.repeat(5000) })),
  };
  const { boxes } = flameOf(damaged);
  assert.equal(boxes.length, 7);
  for (const { left_s, width_s, parent, module } of boxes.slice(1)) {
    const above = boxes[parent];
    assert.ok(above && left_s >= above.left_s && left_s + width_s <= above.left_s + above.width_s + 1e-12);
    assert.ok(module.length <= 300);
  }
});

test('a chain of thousands is no problem', () => {
  const [row] = program.imports;
  assert.ok(row);
  const imports = Array.from({ length: 5000 }, (_, at) => ({
    ...row,
    module: `m${at}`,
    parent: at - 1,
    totalSeconds: 1,
  }));
  assert.equal(flameOf({ ...program, imports }).boxes.at(-1)?.depth, 5000);
});

test('nothing imported, nothing drawn', () => {
  const none = { ...program, imports: [] };
  assert.equal(importFlame({ report: importReport(none), processes: none.processes, pid: null }), null);
});
