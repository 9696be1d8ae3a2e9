// Keeps the rooms of the repository apart: who may import whom, what the native side may include, what things may be
// called and what may lie at the top. docs/architecture.md gives the reasons.

import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

interface SourceFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

interface Room {
  readonly rooms: readonly string[];
  /** Packages by name; `node:*` stands for all of Node's own modules. */
  readonly packages: readonly string[];
}

const repository = resolve(import.meta.dirname, '..');

const rooms: ReadonlyMap<string, Room> = new Map<string, Room>([
  ['base', { rooms: [], packages: [] }],
  ['protocol', { rooms: ['base'], packages: [] }],
  ['profile', { rooms: ['base'], packages: [] }],
  ['queries', { rooms: ['base', 'profile', 'protocol'], packages: [] }],
  ['session', { rooms: ['base'], packages: [] }],
  ['symbolize', { rooms: ['base', 'session', 'profile'], packages: [] }],
  ['exports', { rooms: ['base', 'profile', 'queries', 'protocol'], packages: ['pprof-format'] }],
  ['store', { rooms: ['base', 'session', 'symbolize', 'profile'], packages: ['node:*', 'vscode-uri'] }],
  ['tools', { rooms: ['base'], packages: ['node:*'] }],
  ['runner', { rooms: ['base', 'protocol'], packages: ['node:*', 'execa'] }],
  [
    'server',
    {
      rooms: ['base', 'protocol', 'profile', 'queries', 'exports', 'store', 'tools'],
      packages: ['node:*', 'vscode-languageserver', 'vscode-languageserver-textdocument', 'vscode-uri'],
    },
  ],
  [
    'extension',
    { rooms: ['base', 'protocol', 'runner'], packages: ['node:*', 'vscode', 'vscode-languageclient', 'vscode-uri'] },
  ],
  [
    'cli',
    {
      rooms: ['base', 'protocol', 'profile', 'queries', 'exports', 'store', 'runner', 'tools'],
      packages: ['node:*', 'vscode-uri'],
    },
  ],
  ['build', { rooms: [], packages: ['node:*', 'esbuild'] }],
]);

/** The one way from src into test: the demo shows the editor in the host that the editor tests have. */
const demoHost = { from: 'src/build/demo.mjs', to: 'test/vscode/host.mjs' };

const allowedAtTop = [
  'package.json',
  'package.nls.json',
  'package-lock.json',
  'tsconfig.json',
  'src',
  'python',
  'media',
  'test',
  'docs',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];
const ignoredAtTop = ['node_modules', 'dist'];

const vagueNames = /^(utils?|helpers?|common|managers?)$/i;
const vagueEndings = /(Utils?|Helpers?|Manager)$|[-_](utils?|helpers?|common|manager)$/;

function importsOf(file: SourceFile): string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** `src/queries/a.ts` is in the room `queries`; a file directly under src is in none. */
function roomOf(path: string): string | undefined {
  const [top, room, ...rest] = path.split('/');
  return top === 'src' && rest.length > 0 ? room : undefined;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:*';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function roomViolations(file: SourceFile): string[] {
  const name = roomOf(file.path);
  const room = name === undefined ? undefined : rooms.get(name);
  if (name === undefined || room === undefined) return [`${file.path}: not in a known room of src`];
  return importsOf(file).flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      return room.packages.includes(packageOf(specifier)) ? [] : [`${file.path}: ${name} must not import ${specifier}`];
    }
    const target = join(dirname(file.path), specifier);
    if (file.path === demoHost.from && target === demoHost.to) return [];
    const other = roomOf(target);
    if (other === name || (other !== undefined && room.rooms.includes(other))) return [];
    return [`${file.path}: ${name} must not import ${target}`];
  });
}

/** What pages draw with. */
const mediaPackages = ['uplot'];

function mediaViolations(file: SourceFile): string[] {
  const statements = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest).statements;
  const types = statements
    .filter(ts.isImportDeclaration)
    .filter(({ importClause }) => importClause?.isTypeOnly === true);
  const typeOnly = new Set(
    types.flatMap(({ moduleSpecifier }) => (ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [])),
  );
  return importsOf(file).flatMap((specifier) => {
    const target = join(dirname(file.path), specifier);
    const own = specifier.startsWith('.') && target.startsWith('media/');
    const protocolType = target.startsWith('src/protocol/') && typeOnly.has(specifier);
    return own || protocolType || mediaPackages.includes(packageOf(specifier))
      ? []
      : [`${file.path}: media imports only its own files, uPlot and types of protocol, not ${specifier}`];
  });
}

function nameViolations(path: string): string[] {
  const stem = basename(path).replace(/\..*$/, '');
  return vagueNames.test(stem) || vagueEndings.test(stem) ? [`${path}: a name that says nothing about the job`] : [];
}

/** Comments and texts replaced by nothing, so that a word in them is not taken for code. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, '');
}

/** Headers of its own folder, and fixed-width types; no libc and no path into another folder. */
const includesAllowedInWalker = /^"[a-z0-9_]+\.h"$|^<(stdint|stddef|stdbool)\.h>$/;
const stdioOrMallocCall =
  /^\s+.*(?<![.>\w])(v?s?n?printf|v?fprintf|v?asprintf|fopen|fdopen|fputs|fputc|puts|fwrite|fread|malloc|calloc|realloc|free|strdup|strndup)\s*\(/;

function nativeViolations(file: SourceFile): string[] {
  const [, , part = ''] = file.path.split('/');
  const includes = [...file.text.matchAll(/^\s*#\s*include\s+(["<][^">]+[">])/gm)].map((match) => match[1] ?? '');
  const wrongIncludes = includes.filter((include) => {
    const name = include.slice(1, -1);
    if (basename(name) === 'Python.h' || name.startsWith('cpython/')) return true;
    if (part === 'walker') return !includesAllowedInWalker.test(include);
    if (part === 'core') return name === 'stdio.h' || name === 'malloc.h';
    return (part === 'readers' || part === 'unwind') && name.split('/').includes('core');
  });
  const calls =
    part === 'core'
      ? codeOf(file.text)
          .split('\n')
          .filter((line) => stdioOrMallocCall.test(line))
      : [];
  return [
    ...wrongIncludes.map((name) => `${file.path}: ${part} must not include ${name}`),
    ...calls.map((line) => `${file.path}: core must not call stdio or malloc: ${line.trim()}`),
  ];
}

function topLevelViolations(names: readonly string[]): string[] {
  return names
    .filter((name) => !name.startsWith('.') && !ignoredAtTop.includes(name) && !allowedAtTop.includes(name))
    .map((name) => `${name}: does not belong at the top of the repository`);
}

function readSources(pattern: string): SourceFile[] {
  return globSync(pattern, { cwd: repository })
    .filter((path) => !path.split('/').includes('node_modules'))
    .map((path) => ({ path: relative('.', path), text: readFileSync(join(repository, path), 'utf8') }));
}

test('every room imports only what it may', () => {
  const files = readSources('src/**/*.{ts,mjs}');
  assert.ok(files.length > 0);
  assert.deepEqual(files.flatMap(roomViolations), []);
});

test('webviews know nothing but the types of protocol', () => {
  assert.deepEqual(readSources('media/**/*.{ts,mjs,js}').flatMap(mediaViolations), []);
});

test('the native side keeps to its includes, and the core away from stdio and malloc', () => {
  const files = readSources('python/native/**/*.{c,h}');
  assert.ok(files.length > 0);
  assert.deepEqual(files.flatMap(nativeViolations), []);
});

test('files are named by their job', () => {
  const paths = globSync('{src,media,python,test}/**/*.{ts,mjs,py,c,h}', {
    cwd: repository,
    exclude: ['**/node_modules'],
  });
  assert.deepEqual(paths.flatMap(nameViolations), []);
});

test('the top of the repository holds only what belongs there', () => {
  assert.deepEqual(topLevelViolations(readdirSync(repository)), []);
});

const broken: readonly { readonly rule: string; readonly violations: readonly string[] }[] = [
  {
    rule: 'a room that may not be imported',
    violations: roomViolations({ path: 'src/queries/a.ts', text: "import { x } from '../store/x.ts';" }),
  },
  {
    rule: 'a type from such a room',
    violations: roomViolations({ path: 'src/profile/a.ts', text: "import type { X } from '../session/x.ts';" }),
  },
  {
    rule: 'a re-export',
    violations: roomViolations({ path: 'src/base/a.ts', text: "export * from '../profile/x.ts';" }),
  },
  {
    rule: 'a dynamic import',
    violations: roomViolations({ path: 'src/server/a.ts', text: "const x = await import('../runner/x.ts');" }),
  },
  {
    rule: 'node in a pure room',
    violations: roomViolations({ path: 'src/session/a.ts', text: "import { readFileSync } from 'node:fs';" }),
  },
  {
    rule: 'vscode outside the extension',
    violations: roomViolations({ path: 'src/server/a.ts', text: "import * as vscode from 'vscode';" }),
  },
  { rule: 'an unknown room', violations: roomViolations({ path: 'src/misc/a.ts', text: '' }) },
  { rule: 'a file without a room', violations: roomViolations({ path: 'src/a.ts', text: '' }) },
  {
    rule: 'a test from a room',
    violations: roomViolations({ path: 'src/base/a.ts', text: "import '../../test/x.ts';" }),
  },
  {
    rule: 'code of protocol in a webview',
    violations: mediaViolations({ path: 'media/flame/index.ts', text: "import { x } from '../../src/protocol/x.ts';" }),
  },
  {
    rule: 'another room in a webview',
    violations: mediaViolations({
      path: 'media/flame/index.ts',
      text: "import type { X } from '../../src/profile/x.ts';",
    }),
  },
  {
    rule: 'libc in the walker',
    violations: nativeViolations({ path: 'python/native/walker/walk.h', text: '#include <string.h>\n' }),
  },
  {
    rule: 'a reader in the walker',
    violations: nativeViolations({ path: 'python/native/walker/walk.h', text: '#include "../readers/mem_self.h"\n' }),
  },
  {
    rule: 'Python.h',
    violations: nativeViolations({ path: 'python/native/attach/a.c', text: '# include <python3.11/Python.h>\n' }),
  },
  {
    rule: 'the core in a reader',
    violations: nativeViolations({ path: 'python/native/readers/a.c', text: '#include "../core/tree.h"\n' }),
  },
  {
    rule: 'stdio in the core',
    violations: nativeViolations({ path: 'python/native/core/a.c', text: '#include <stdio.h>\n' }),
  },
  {
    rule: 'a malloc in the core',
    violations: nativeViolations({ path: 'python/native/core/a.c', text: 'void f(void)\n{\n    p = malloc(8);\n}\n' }),
  },
  { rule: 'a vague name', violations: nameViolations('src/base/utils.ts') },
  { rule: 'a vague ending', violations: nameViolations('src/store/sessionManager.ts') },
  { rule: 'a stray file', violations: topLevelViolations(['package.json', 'notes.txt']) },
];

for (const { rule, violations } of broken) {
  test(`refuses ${rule}`, () => assert.equal(violations.length, 1, violations.join('\n')));
}

test('takes no definition, comment, text or member for a call of malloc', () => {
  const text = 'void *malloc(size_t size)\n{\n    /* malloc(1) */\n    return real->malloc(size); // free(p)\n}\n';
  assert.deepEqual(nativeViolations({ path: 'python/native/core/a.c', text }), []);
});
