import type { ImportRow } from '../../../src/profile/importRows.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';

const installed = '/v/lib/python3.12/site-packages';

/** 10 s after the imports, 0.26 of them in big.core, none in small. */
const drawing = `
  seconds  9.74        0.26
           a.py:15 f   a.py:15 f
                       ${installed}/big/core.py:9 g
`;

type Drawn = Pick<ImportRow, 'module' | 'path' | 'totalSeconds' | 'ownSeconds'> & Partial<ImportRow>;

function row(drawn: Drawn, index: number): ImportRow {
  return {
    process: 0,
    thread: 0,
    parent: -1,
    importer: null,
    startSeconds: index,
    nativeSeconds: 0,
    liveBytes: 0,
    residentBytes: 0,
    functions: 0,
    called: null,
    filesRead: null,
    bytesRead: null,
    codeBytes: 0,
    afterMark: null,
    cached: true,
    extension: false,
    failed: false,
    reload: false,
    ...drawn,
  };
}

function by(path: string, line: number, name = '<module>'): Pick<ImportRow, 'importer'> {
  return { importer: { path, line, name } };
}

/** Line 5 loads big with two others, line 6 small and the tiny other, line 7 what is too quick, line 8 a module of a package, line 12 later. */
const imports: readonly Drawn[] = [
  // Before the program, as an installed hook does.
  { module: 'big.hook', path: `${installed}/big/hook.py`, totalSeconds: 0.3, ownSeconds: 0.3 },
  {
    module: 'big',
    path: `${installed}/big/__init__.py`,
    totalSeconds: 0.118,
    ownSeconds: 0.05,
    residentBytes: 20e6,
    ...by('a.py', 5),
  },
  {
    module: 'big.core',
    path: `${installed}/big/core.py`,
    parent: 1,
    totalSeconds: 0.068,
    ownSeconds: 0.06,
    nativeSeconds: 0.02,
    residentBytes: 4e6,
    ...by(`${installed}/big/__init__.py`, 3),
  },
  {
    module: 'json',
    path: '/usr/lib/python3.12/json/__init__.py',
    parent: 2,
    totalSeconds: 0.008,
    ownSeconds: 0.008,
    ...by(`${installed}/big/core.py`, 2),
  },
  {
    module: 'other',
    path: `${installed}/other.py`,
    totalSeconds: 0.002,
    ownSeconds: 0.002,
    ...by('a.py', 6),
  },
  {
    module: 'small',
    path: `${installed}/small.py`,
    totalSeconds: 0.014,
    ownSeconds: 0.014,
    ...by('a.py', 6),
  },
  { module: 'quick', path: '', totalSeconds: 0.0004, ownSeconds: 0.0004, ...by('a.py', 7) },
  {
    module: 'pack.part',
    path: `${installed}/pack/part.py`,
    totalSeconds: 0.006,
    ownSeconds: 0.004,
    ...by('a.py', 8),
  },
  {
    module: 'pack',
    path: `${installed}/pack/__init__.py`,
    parent: 7,
    totalSeconds: 0.002,
    ownSeconds: 0.002,
    ...by('a.py', 8),
  },
  { module: 'late', path: '', totalSeconds: 0.003, ownSeconds: 0.003, ...by('a.py', 12, 'h') },
];

export function importProfile(): Profile {
  return { ...profileFromDrawing(drawing, { script: 'a.py', scope: [] }), imports: imports.map(row) };
}

/** As it is where `--no-imports` was given. */
export function profileWithoutImports(): Profile {
  const drawn = profileFromDrawing(drawing, { script: 'a.py', scope: [] });
  return { ...drawn, processes: drawn.processes.map((each) => ({ ...each, unavailable: ['imports'] })) };
}
