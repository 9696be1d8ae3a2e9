/** What a stack's frames are called in every export, so that the same stack reads the same in each viewer. */
import type { Profile } from '../profile/profile.ts';
import { cellClass, firstWaitClass, frameKind, waitNames } from '../profile/tables.ts';
import type { CellIndex, FunctionIndex, NodeIndex } from '../profile/units.ts';

export type FrameCategory = 'python' | 'native' | 'kernel' | 'wait' | 'other';

export interface Frame {
  readonly category: FrameCategory;
  /** Never empty. In square brackets where it is no function: `[kernel]`, `[wait: lock]`, `[truncated]`, `[libz.so.1]`. */
  readonly name: string;
  /** Source file of a Python frame, library of a native one, '' for others. */
  readonly path: string;
  /** 1-based line being executed; 0 = none. */
  readonly line: number;
  /** Index into the profile's functions; -1 for what is no function. */
  readonly func: FunctionIndex;
}

/** Where a stack would be empty: time of a thread that ran or waited outside Python. */
export const noStackFrame: Frame = { category: 'other', name: '[no Python frame]', path: '', line: 0, func: -1 };

/** Where frames between caller and callee, or all the outer ones, are missing. */
export const truncatedFrame: Frame = { category: 'other', name: '[truncated]', path: '', line: 0, func: -1 };
const kernelFrame: Frame = { category: 'kernel', name: '[kernel]', path: '', line: 0, func: -1 };
const nativeFrame: Frame = { category: 'native', name: '[native]', path: '', line: 0, func: -1 };
const waitFrames: readonly Frame[] = waitNames.map((cause) => ({
  category: 'wait',
  name: `[wait: ${cause}]`,
  path: '',
  line: 0,
  func: -1,
}));

/** The frame of one node of the calling context tree. */
export function frameOfNode(profile: Profile, node: NodeIndex): Frame {
  const { functions, nodes } = profile;
  const func = nodes.func[node] ?? -1;
  const name = functions.name[func] ?? '';
  if (nodes.kind[node] === frameKind.python) {
    const path = profile.files[functions.file[func] ?? -1]?.path ?? '';
    return { category: 'python', name: name || '<unknown>', path, line: nodes.line[node] ?? 0, func };
  }
  if (nodes.kind[node] === frameKind.native) {
    const path = profile.libraries[functions.library[func] ?? -1]?.path ?? '';
    return { category: 'native', name: name || `[${fileName(path) || 'unknown library'}]`, path, line: 0, func };
  }
  return truncatedFrame;
}

/**
 * What a cell adds below its stack: the kernel, the cause of a wait, or C code of which no function is known.
 * Undefined where the time is the last frame's own.
 */
export function leafOfCell(profile: Profile, cell: CellIndex): Frame | undefined {
  const kind = profile.cells.class[cell] ?? 0;
  if (kind >= firstWaitClass) return waitFrames[kind - firstWaitClass] ?? waitFrames.at(-1);
  if (kind === cellClass.kernel) return kernelFrame;
  const node = profile.cells.node[cell] ?? -1;
  if (kind === cellClass.native && profile.nodes.kind[node] !== frameKind.native) return nativeFrame;
  return node < 0 ? noStackFrame : undefined;
}

/** What a cell's time is, in one word; `cpu` where python and native could not be told apart. */
export function kindOfCell(profile: Profile, cell: CellIndex): 'python' | 'native' | 'kernel' | 'wait' | 'cpu' {
  const kind = profile.cells.class[cell] ?? 0;
  if (kind >= firstWaitClass) return 'wait';
  if (kind === cellClass.kernel) return 'kernel';
  if (kind === cellClass.native) return 'native';
  return kind === cellClass.unsplit ? 'cpu' : 'python';
}

/** The cause of a wait, '' for time on CPU. */
export function waitCauseOfCell(profile: Profile, cell: CellIndex): string {
  const kind = profile.cells.class[cell] ?? 0;
  return kind < firstWaitClass ? '' : (waitNames[kind - firstWaitClass] ?? 'other');
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
