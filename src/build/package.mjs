// `npm run package`: the .vsix for Linux x86-64, with the core built by zig so that it loads on every glibc since 2.17.

import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { distFolder, root } from './layout.mjs';
import { command, environmentWithThisNode } from './setup.mjs';
import { runOrFail } from './subprocess.mjs';

await command(import.meta.url, async () => {
  const { buildAll } = await import('./product.mjs');
  // Source maps of a development build would be packed along.
  rmSync(distFolder, { recursive: true, force: true });
  await buildAll({ release: true });
  const args = [
    'package',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--target',
    'linux-x64',
    '--allow-missing-repository',
    '--out',
    distFolder,
  ];
  const output = await runOrFail('packaging', join(root, 'node_modules', '.bin', 'vsce'), args, {
    cwd: root,
    env: environmentWithThisNode(),
  });
  process.stdout.write(output);
});
