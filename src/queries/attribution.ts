/** To which line each stack's time is charged: that of the innermost frame in scope. */
import type { Profile } from '../profile/profile.ts';
import { frameKind } from '../profile/tables.ts';
import { inScope, type Scope } from './scope.ts';

export interface Attribution {
  /** Lines in scope that stand on any stack, numbered 0, 1, … */
  readonly lineCount: number;
  readonly lineFile: readonly number[];
  readonly lineNumber: readonly number[];
  /** For each node the line it stands on when it is a Python frame in scope, else -1. */
  readonly ownLine: Int32Array;
  /** For each node itself or the nearest node above it that is in scope, -1 where there is none. */
  readonly chargedNode: Int32Array;
  /** For each node 1 when Python code out of scope lies between it (included) and its charged node. */
  readonly inLibrary: Uint8Array;
}

export function attribute(profile: Profile, scope: Scope): Attribution {
  const { nodes, functions } = profile;
  const fileInScope = Uint8Array.from(profile.files, (file) => (inScope(scope, file.path) ? 1 : 0));
  const lines = new LineIndex(profile.files.length);
  const ownLine = new Int32Array(nodes.length).fill(-1);
  const chargedNode = new Int32Array(nodes.length).fill(-1);
  const inLibrary = new Uint8Array(nodes.length);
  for (let node = 0; node < nodes.length; node++) {
    const parent = nodes.parent[node] ?? -1;
    const file = functions.file[nodes.func[node] ?? -1] ?? -1;
    if (nodes.kind[node] === frameKind.python && fileInScope[file] === 1) {
      ownLine[node] = lines.indexOf(file, nodes.line[node] ?? 0);
      chargedNode[node] = node;
      continue;
    }
    if (parent < 0) continue;
    chargedNode[node] = chargedNode[parent] ?? -1;
    inLibrary[node] = nodes.kind[node] === frameKind.python ? 1 : (inLibrary[parent] ?? 0);
  }
  return {
    lineCount: lines.file.length,
    lineFile: lines.file,
    lineNumber: lines.number,
    ownLine,
    chargedNode,
    inLibrary,
  };
}

/** For each node in scope its function, else -1. */
export function functionGroups({ nodes }: Profile, { ownLine }: Attribution): Int32Array {
  return Int32Array.from(nodes.func, (func, node) => ((ownLine[node] ?? -1) < 0 ? -1 : func));
}

/** Numbers (file, line) pairs. */
class LineIndex {
  readonly file: number[] = [];
  readonly number: number[] = [];
  readonly #byFile: (Map<number, number> | undefined)[];

  constructor(fileCount: number) {
    this.#byFile = Array.from({ length: fileCount });
  }

  indexOf(file: number, line: number): number {
    const known = (this.#byFile[file] ??= new Map<number, number>());
    let index = known.get(line);
    if (index === undefined) {
      index = this.file.length;
      known.set(line, index);
      this.file.push(file);
      this.number.push(line);
    }
    return index;
  }
}
