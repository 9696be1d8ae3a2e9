/** What stands in a session's folder where a file is expected need not be one. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openHistory } from '../../../src/store/history.ts';
import { openSession, sessionStamp } from '../../../src/store/openSession.ts';

const kept = join(import.meta.dirname, '../../fixtures/sessions/1-python-3.11');
let root = '';

before(() => {
  root = mkdtempSync(join(tmpdir(), 'heatline-foreign-'));
});

after(() => {
  rmSync(root, { recursive: true, force: true });
});

const places: Readonly<Record<string, (path: string) => void>> = {
  'a folder': (path) => mkdirSync(path),
  'a pipe that nobody writes to': (path) => execFileSync('mkfifo', [path]),
  'a link to itself': (path) => symlinkSync(path, path),
  'a device without an end': (path) => symlinkSync('/dev/zero', path),
  'memory that cannot be read': (path) => symlinkSync('/proc/self/mem', path),
  'a gigabyte of nothing': (path) => {
    cpSync(join(kept, 'session.json'), path);
    truncateSync(path, 2 ** 30);
  },
};

for (const [what, place] of Object.entries(places)) {
  test(`${what} in place of each file`, { timeout: 20_000 }, () => {
    for (const name of [...readdirSync(kept), 'pss.json', 'name']) {
      const folder = join(root, 'session');
      rmSync(folder, { recursive: true, force: true });
      cpSync(kept, folder, { recursive: true });
      rmSync(join(folder, name), { recursive: true, force: true });
      place(join(folder, name));
      const opened = openSession(folder);
      assert.equal(opened.ok, name !== 'session.json', name);
      assert.ok(sessionStamp(folder).length > 0);
      const { sessions, unreadable } = openHistory({ HEATLINE_HOME: root }).list();
      assert.equal(
        sessions.length + unreadable.length,
        name === 'session.json' && !opened.ok && what === 'a link to itself' ? 0 : 1,
        name,
      );
    }
  });
}
