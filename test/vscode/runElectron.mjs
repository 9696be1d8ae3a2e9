// The suite in a desktop VS Code, for contributors with network: @vscode/test-electron downloads it.
// Usage: node test/vscode/runElectron.mjs [version]   after `npm run build`.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runTests } from '@vscode/test-electron';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'heatline-electron-'));
const workspace = join(folder, 'workspace');
cpSync(join(here, 'workspace'), workspace, { recursive: true });
try {
  await runTests({
    version: process.argv[2] ?? 'stable',
    extensionDevelopmentPath: resolve(here, '..', '..'),
    extensionTestsPath: join(here, 'suite', 'index.cjs'),
    extensionTestsEnv: { HEATLINE_HOME: join(folder, 'sessions') },
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      join(folder, 'data'),
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
