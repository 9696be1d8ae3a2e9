// The real programs: the same result with and without us, and hot lines that are theirs.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { ensurePrograms } from '../../src/build/programs.mjs';
import { capture, programs } from './capture.ts';
import { findInterpreters, pickRepresentatives } from './interpreters.ts';

const execFileAsync = promisify(execFile);
const newest = pickRepresentatives(await findInterpreters())
  .filter(({ kind }) => kind === 'shared')
  .at(-1);

const names = ['docutils', 'sympy', 'black', 'scipy', 'templates', 'flask', 'recursion', 'threads', 'imports'];

const checksumOf = (stdout: string): string => /^checksum .+$/m.exec(stdout)?.[0] ?? `no checksum in: ${stdout}`;

for (const name of names) {
  test(`${name} computes the same under Heatline and shows where`, async () => {
    assert.ok(newest !== undefined, 'no shared CPython found');
    const { python } = await ensurePrograms({ python: newest.path });
    const script = join(name, 'main.py');
    const plain = await execFileAsync(python, [join(programs, script), '1'], { timeout: 120_000 });
    await capture({ python, script, args: ['1'], rate: 100 }, async ({ profile, stdout, stderr }) => {
      assert.equal(checksumOf(stdout), checksumOf(plain.stdout));
      assert.equal(stderr, plain.stderr);
      const file = profile.files.find(({ path }) => path === join(programs, script));
      assert.ok(file !== undefined, `no lines of ${script}`);
      assert.ok(profile.quality.signals > 10, `${profile.quality.signals} signals`);
      const total = Math.max(...file.lines.map(({ total_s }) => total_s));
      assert.ok(
        total >= 0.3 * profile.process.basis_s,
        `the heaviest line has ${total} of ${profile.process.basis_s} s`,
      );
      assert.equal(profile.process.exit.status, 0);
    });
  });
}
