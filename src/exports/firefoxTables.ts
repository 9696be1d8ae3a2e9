/** The Firefox Profiler's shared tables: one row of the stack table for each row of the stack tree, columns of equal length. */
import type { Profile } from '../profile/profile.ts';
import { fileName, type Frame, type FrameCategory } from './frames.ts';
import type { StackTree } from './stackTree.ts';

/** "grey" marks the default category; the first subcategory always stands for the category itself. */
export const firefoxCategories = [
  { name: 'Other', color: 'grey', subcategories: ['Other'] },
  { name: 'Python', color: 'yellow', subcategories: ['Other'] },
  { name: 'Native', color: 'blue', subcategories: ['Other'] },
  { name: 'Kernel', color: 'orange', subcategories: ['Other'] },
  { name: 'Waiting', color: 'purple', subcategories: ['Other'] },
] as const;

const categoryIndex: Readonly<Record<FrameCategory, number>> = { other: 0, python: 1, native: 2, kernel: 3, wait: 4 };

/** The value of the resource table's `type` for a library. */
const libraryResource = 1;

export function firefoxShared(profile: Profile, tree: StackTree): object {
  const strings = new StringIndex();
  const funcs = new FuncTable(profile, strings);
  const frameTable = frameTableOf(tree, funcs, profile);
  return {
    stackTable: {
      frame: tree.frame,
      prefixOffset: tree.parent.map((parent, row) => (parent < 0 ? 0 : row - parent)),
      length: tree.length,
    },
    frameTable,
    funcTable: funcs.table(),
    resourceTable: {
      name: profile.libraries.map(({ path }) => strings.indexOf(fileName(path))),
      host: profile.libraries.map(() => null),
      type: profile.libraries.map(() => libraryResource),
      length: profile.libraries.length,
    },
    nativeSymbols: { libIndex: [], address: [], name: [], functionSize: [], length: 0 },
    sources: {
      id: profile.files.map(() => null),
      filename: profile.files.map(({ path }) => strings.indexOf(path)),
      startLine: profile.files.map(() => 1),
      startColumn: profile.files.map(() => 1),
      sourceMapURL: profile.files.map(() => null),
      content: profile.files.map(() => null),
      length: profile.files.length,
    },
    sourceLocationTable: { source: [], line: [], column: [], length: 0 },
    stringArray: strings.all,
  };
}

function frameTableOf({ frames }: StackTree, funcs: FuncTable, { functions }: Profile): object {
  const none = frames.map(() => null);
  return {
    address: frames.map(() => -1),
    lib: frames.map(({ func }) => functions.library[func] ?? -1),
    inlineDepth: frames.map(() => 0),
    category: frames.map(({ category }) => categoryIndex[category]),
    subcategory: frames.map(() => 0),
    func: frames.map((frame) => funcs.indexOf(frame)),
    nativeSymbol: none,
    innerWindowID: none,
    line: frames.map(({ line }) => line || null),
    column: none,
    originalLocation: none,
    length: frames.length,
  };
}

/** A row for each function in use, and one for each name that is no function. */
class FuncTable {
  readonly #profile: Profile;
  readonly #strings: StringIndex;
  readonly #frames: Frame[] = [];
  readonly #index = new Map<string, number>();

  constructor(profile: Profile, strings: StringIndex) {
    this.#profile = profile;
    this.#strings = strings;
  }

  indexOf(frame: Frame): number {
    const key = frame.func < 0 ? frame.name : String(frame.func);
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.#frames.push(frame) - 1;
      this.#index.set(key, index);
    }
    return index;
  }

  table(): object {
    const { functions } = this.#profile;
    const frames = this.#frames;
    return {
      name: frames.map(({ name }) => this.#strings.indexOf(name)),
      isJS: frames.map(() => false),
      relevantForJS: frames.map(() => false),
      resource: frames.map(({ func }) => functions.library[func] ?? -1),
      source: frames.map(({ func }) => notNegative(functions.file[func] ?? -1)),
      lineNumber: frames.map(({ func }) => functions.firstLine[func] || null),
      columnNumber: frames.map(() => null),
      originalLocation: frames.map(() => null),
      length: frames.length,
    };
  }
}

function notNegative(index: number): number | null {
  return index < 0 ? null : index;
}

class StringIndex {
  readonly all: string[] = [];
  readonly #index = new Map<string, number>();

  indexOf(text: string): number {
    let index = this.#index.get(text);
    if (index === undefined) {
      index = this.all.push(text) - 1;
      this.#index.set(text, index);
    }
    return index;
  }
}
