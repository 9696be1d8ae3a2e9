/** Folders that can't be written, and places that are full. */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { withTmpfs } from '../fixtures/machineLimits.ts';
import { commandLine, run } from '../python/harness.ts';
import { refusalStatus } from '../../src/runner/userErrors.ts';
import { askServer, heatline, openWorkshop, work, type Workshop } from './harness.ts';

let workshop: Workshop;
let script = '';
before(() => {
  workshop = openWorkshop();
  chmodSync(workshop.folder, 0o755);
  script = workshop.file('busy.py', `${work}print("done")\n`);
});
after(() => workshop.dispose());

test('a folder that may not be written', async () => {
  const { status, stdout, stderr } = await heatline(workshop, [script], {
    under: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    interpreter: '/usr/bin/python3',
  });
  assert.deepEqual([status, stdout], [refusalStatus.SESSION_FOLDER_UNUSABLE, '']);
  assert.match(stderr, /can't be written \(.*permission denied.*\[SESSION_FOLDER_UNUSABLE\]/);
});

test('no room for the session: nothing is started', async (context) => {
  await withTmpfs(context, 16, async (home) => {
    fill(home);
    const env = { ...workshop.env, HEATLINE_HOME: home };
    const { status, stdout, stderr } = await heatline(workshop, [script], { env });
    assert.deepEqual([status, stdout], [refusalStatus.SESSION_FOLDER_UNUSABLE, ''], stderr);
    assert.match(stderr, /no space left.*\[SESSION_FOLDER_UNUSABLE\]/);
  });
});

test('no room to record, on tmpfs or on disk: the program runs, and the cause is named', async (context) => {
  await withTmpfs(context, 16, async (memory) => {
    await withTmpfs(context, 20, async (home) => {
      const env = { ...workshop.env, HEATLINE_HOME: home, XDG_RUNTIME_DIR: memory };
      const { status, stdout, stderr } = await heatline(workshop, [script], { env });
      assert.deepEqual([status, stdout], [0, 'done\n'], stderr);
      assert.match(stderr, /\[(NO_ROOM|SESSION_NOT_SAVED)\]/);
      const [session = ''] = readdirSync(home).filter((name) => name.includes('busy'));
      const { noHeat } = askServer(join(home, session));
      assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['NO_ROOM', 'free-space']);
    });
  });
});

test('the disk is full at the end: said, and what can be read is shown', async (context) => {
  await withTmpfs(context, 24, async (home) => {
    const env = { ...workshop.env, HEATLINE_HOME: home };
    const { status, stdout, stderr } = await heatline(workshop, [script], { env });
    assert.deepEqual([status, stdout], [0, 'done\n'], stderr);
    assert.match(stderr, /no space left.*\[SESSION_NOT_SAVED\]/);
    await run([process.execPath, commandLine, 'prune', '--all'], { env });
  });
});

/** Takes all the room there is. */
function fill(folder: string): void {
  for (let index = 0; ; index += 1) {
    try {
      writeFileSync(join(folder, `full-${index}`), new Uint8Array(4096));
    } catch {
      return;
    }
  }
}
