/**
 * The tools that an export is meant for, brought once into `.cache`. Each function gives either what to start or the reason why not,
 * for the test to print when it is skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { cacheFolder } from '../../../src/build/layout.mjs';

export type Tool =
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly reason: string };

/** Google's pprof. Not pinned: it has no releases. */
export function googlePprof(): Tool {
  const folder = join(cacheFolder, 'go');
  const install = () =>
    start('go', ['install', 'github.com/google/pprof@latest'], {
      GOBIN: folder,
      GOPATH: join(folder, 'path'),
      GOFLAGS: '-modcacherw',
    });
  return bring(join(folder, 'pprof'), install, 'Google’s pprof');
}

/** The Firefox Profiler's own loader, as its command line ships it. */
export function firefoxProfiler(): Tool {
  const folder = join(cacheFolder, 'firefox-profiler');
  const install = () =>
    start('npm', [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--ignore-scripts',
      '@firefox-devtools/profiler-cli@0.10.0',
    ]);
  const path = join(folder, 'node_modules', '@firefox-devtools', 'profiler-cli', 'dist', 'profiler-cli.js');
  return bring(path, install, 'the Firefox Profiler’s command line');
}

/** The folder in which `import scalene` finds Scalene with its schema. */
export function scalenePackage(): Tool {
  const folder = join(cacheFolder, 'scalene');
  const install = () => start('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, 'scalene==2.4.0']);
  const tool = bring(join(folder, 'scalene', 'scalene_json.py'), install, 'Scalene 2.4.0');
  return tool.kind === 'found' ? { kind: 'found', path: folder } : tool;
}

function bring(path: string, install: () => string, name: string): Tool {
  if (existsSync(path)) return { kind: 'found', path };
  const failure = install();
  if (existsSync(path)) return { kind: 'found', path };
  return { kind: 'missing', reason: `${name} is not here and could not be installed: ${failure}` };
}

/** The last line of what it said, '' when all went well. */
function start(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const child = spawnSync(program, args, {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    timeout: 150_000,
  });
  if (child.error !== undefined) return child.error.message;
  return child.status === 0 ? '' : (child.stderr.trim().split('\n').at(-1) ?? `status ${child.status}`);
}
