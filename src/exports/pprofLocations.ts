/** pprof's tables of mappings, functions and locations for the frames that are used. Ids are 1-based; 0 means none. */
import type { FunctionInput, LocationInput, MappingInput, StringTable } from 'pprof-format';

import type { Profile } from '../profile/profile.ts';
import type { FunctionIndex, NodeIndex } from '../profile/units.ts';
import { frameOfNode, noStackFrame, truncatedFrame, type Frame } from './frames.ts';

export class PprofLocations {
  readonly mappings: MappingInput[] = [];
  readonly functions: FunctionInput[] = [];
  readonly locations: LocationInput[] = [];
  readonly #profile: Profile;
  readonly #strings: StringTable;
  readonly #mappingIds = new Map<string, number>();
  readonly #functionIds = new Map<FunctionIndex | string, number>();
  readonly #locationIds = new Map<string, number>();
  readonly #locationOfNode: Int32Array;

  constructor(profile: Profile, strings: StringTable) {
    this.#profile = profile;
    this.#strings = strings;
    this.#locationOfNode = new Int32Array(profile.nodes.length);
    // pprof names the profile after its first mapping; Python functions belong to it.
    this.#mapping(profile.capture.interpreter || '[python]', '');
  }

  ofNode(node: NodeIndex): number {
    let id = this.#locationOfNode[node] ?? 0;
    if (id === 0) {
      id = this.#location(frameOfNode(this.#profile, node));
      this.#locationOfNode[node] = id;
    }
    return id;
  }

  /** Stands for the outer frames of a stack that is too deep. */
  truncated(): number {
    return this.#location(truncatedFrame);
  }

  /** Stands for a stack without any frame: pprof leaves samples without locations out of its sums. */
  withoutStack(): number {
    return this.#location(noStackFrame);
  }

  #location(frame: Frame): number {
    const functionId = this.#function(frame);
    const key = `${functionId} ${frame.line}`;
    let id = this.#locationIds.get(key);
    if (id === undefined) {
      id = this.locations.length + 1;
      const mappingId = this.#mappingOf(frame.func);
      this.locations.push({ id, mappingId, line: [{ functionId, line: frame.line }] });
      this.#locationIds.set(key, id);
    }
    return id;
  }

  #function({ category, func, name }: Frame): number {
    const key = func < 0 ? name : func;
    let id = this.#functionIds.get(key);
    if (id === undefined) {
      const { files, functions } = this.#profile;
      id = this.functions.length + 1;
      const nameIndex = this.#strings.dedup(name);
      this.functions.push({
        id,
        name: nameIndex,
        // pprof takes a function whose two names agree for a C++ symbol and cuts `<…>` out of it: `<module>` would be left empty.
        systemName: category === 'native' ? nameIndex : 0,
        filename: this.#strings.dedup(files[functions.file[func] ?? -1]?.path ?? ''),
        startLine: functions.firstLine[func] ?? 0,
      });
      this.#functionIds.set(key, id);
    }
    return id;
  }

  #mappingOf(func: FunctionIndex): number {
    const { functions, libraries } = this.#profile;
    const library = libraries[functions.library[func] ?? -1];
    return library === undefined ? pythonMapping : this.#mapping(library.path, library.buildId);
  }

  #mapping(path: string, buildId: string): number {
    // pprof takes neighbours for one mapping when a name is missing.
    const name = path || '[unknown library]';
    const key = `${name}\0${buildId}`;
    let id = this.#mappingIds.get(key);
    if (id === undefined) {
      id = this.mappings.length + 1;
      // Everything that is known is in the file: pprof need not look for symbols.
      const resolved = { hasFunctions: true, hasFilenames: true, hasLineNumbers: true };
      this.mappings.push({
        id,
        filename: this.#strings.dedup(name),
        buildId: this.#strings.dedup(buildId),
        ...resolved,
      });
      this.#mappingIds.set(key, id);
    }
    return id;
  }
}

const pythonMapping = 1;
