/** What each frame of a profile is to the tree of calling contexts: the program's own function, a library's code, or nothing of its own. */
import type { Profile } from '../../../profile/profile.ts';
import { frameKind } from '../../../profile/tables.ts';
import { originOf } from '../../fileOrigin.ts';
import type { FileOwners } from '../libraries.ts';
import { endsUse } from '../loading.ts';

export type FrameRole =
  | { readonly kind: 'own'; readonly path: string; readonly isInner: boolean }
  | {
      readonly kind: 'library';
      readonly library: string;
      /** "" where the file is none of a known module, as of a shared object. */
      readonly module: string;
      readonly isStandard: boolean;
    }
  /** The interpreter, libc, generated code: counts for what it was called by. */
  | { readonly kind: 'none' };

export interface Frames {
  /** By function. */
  readonly roles: readonly FrameRole[];
  /** By node, 1 where its stack is use: nothing is being loaded on it, and no frames are missing. */
  readonly inUse: Uint8Array;
  /** By node, 1 where one of the program's own functions is somewhere below. */
  readonly leadsToOwn: Uint8Array;
}

export function framesOf(profile: Profile, owners: FileOwners): Frames {
  const { nodes } = profile;
  const roles = rolesOf(profile, owners);
  const inUse = new Uint8Array(nodes.length);
  for (let node = 0; node < nodes.length; node++) {
    const parent = nodes.parent[node] ?? -1;
    inUse[node] = (parent < 0 || inUse[parent] === 1) && !endsUse(profile, node) ? 1 : 0;
  }
  const leadsToOwn = new Uint8Array(nodes.length);
  // Children have larger indices.
  for (let node = nodes.length - 1; node >= 0; node--) {
    const parent = nodes.parent[node] ?? -1;
    const isOwn = roles[nodes.func[node] ?? -1]?.kind === 'own' && inUse[node] === 1;
    if (parent >= 0 && (isOwn || leadsToOwn[node] === 1)) leadsToOwn[parent] = 1;
  }
  return { roles, inUse, leadsToOwn };
}

/** By node, 1 where the library's code is on the stack. */
export function nodesThrough({ nodes }: Profile, { roles }: Frames, library: string): Uint8Array {
  const through = new Uint8Array(nodes.length);
  for (let node = 0; node < nodes.length; node++) {
    const parent = nodes.parent[node] ?? -1;
    const role = roles[nodes.func[node] ?? -1];
    const isItself = role?.kind === 'library' && role.library === library;
    through[node] = isItself || (parent >= 0 && through[parent] === 1) ? 1 : 0;
  }
  return through;
}

function rolesOf({ functions, files, libraries, capture }: Profile, owners: FileOwners): FrameRole[] {
  const started = capture.script === null ? (capture.module === null ? ['<string>', '<stdin>'] : []) : [capture.script];
  const fileRoles = files.map(({ path }) => fileRole(path, owners, started));
  const sharedObjectRoles = libraries.map(({ path }) => libraryRole(path, owners));
  return functions.name.map((name, func): FrameRole => {
    if (functions.kind[func] === frameKind.native) return sharedObjectRoles[functions.library[func] ?? -1] ?? none;
    const role = fileRoles[functions.file[func] ?? -1] ?? none;
    return role.kind === 'own' && innerFunction.test(name) ? { ...role, isInner: true } : role;
  });
}

const none: FrameRole = { kind: 'none' };
/** What Python makes a function of although nobody called it one. */
const innerFunction = /<(?:genexpr|listcomp|dictcomp|setcomp)>$/;

function fileRole(path: string, owners: FileOwners, started: readonly string[]): FrameRole {
  if (originOf(path) === 'project' || started.includes(path)) return { kind: 'own', path, isInner: false };
  return libraryRole(path, owners);
}

function libraryRole(path: string, owners: FileOwners): FrameRole {
  const library = owners.libraryOf(path);
  const origin = originOf(path);
  // The program's own shared objects count for the functions that call them.
  if (library === '' || origin === 'project') return none;
  return { kind: 'library', library, module: owners.moduleOf(path), isStandard: origin === 'standard' };
}
