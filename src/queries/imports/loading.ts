/** Which stacks belong to loading something: those below importlib, whenever that is. */
import type { Profile } from '../../profile/profile.ts';
import { frameKind } from '../../profile/tables.ts';

const loading: ReadonlySet<string> = new Set([
  '_find_and_load',
  '_load_unlocked',
  '_exec',
  'exec_module',
  '_gcd_import',
]);

/** Whether everything below this node is loading, or may be: frames of the stack are missing. */
export function endsUse(profile: Profile, node: number): boolean {
  const { nodes, functions, files } = profile;
  if (nodes.kind[node] === frameKind.truncated) return true;
  if (nodes.kind[node] !== frameKind.python) return false;
  const func = nodes.func[node] ?? -1;
  const path = files[functions.file[func] ?? -1]?.path ?? '';
  return path.startsWith('<frozen importlib') && loading.has(lastPart(functions.name[func] ?? ''));
}

/** From 3.11 on names are qualified: "SourceLoader.exec_module". */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
