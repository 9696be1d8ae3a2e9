/** Which native functions ran under each line in scope. */
import type { Profile } from '../profile/profile.ts';
import { cellClass, frameKind } from '../profile/tables.ts';
import type { NativeJson } from '../protocol/profileJson.ts';
import { attribute, type Attribution } from './attribution.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

/** The innermost native functions of C code and system calls, by the line they are charged to, largest first. CPU time only. */
export function nativeFunctions(profile: Profile, question: Question): NativeJson[] {
  return nativeFunctionsOf(profile, attribute(profile, question.scope), select(profile, question));
}

export function nativeFunctionsOf(profile: Profile, attribution: Attribution, selection: Selection): NativeJson[] {
  const { cells, nodes } = profile;
  const secondsByPair = new Map<number, number>();
  const functionCount = Math.max(1, profile.functions.length);
  for (let cell = 0; cell < cells.length; cell++) {
    const kind = cells.class[cell];
    const node = cells.node[cell] ?? -1;
    if (kind !== cellClass.native && kind !== cellClass.kernel) continue;
    if (selection.selected[cells.thread[cell] ?? -1] !== 1 || nodes.kind[node] !== frameKind.native) continue;
    const line = attribution.ownLine[attribution.chargedNode[node] ?? -1] ?? -1;
    if (line < 0) continue;
    const pair = line * functionCount + (nodes.func[node] ?? 0);
    secondsByPair.set(pair, (secondsByPair.get(pair) ?? 0) + (cells.seconds[cell] ?? 0));
  }
  const found = [...secondsByPair].map(([pair, seconds]) =>
    nativeJson(profile, attribution, Math.floor(pair / functionCount), pair % functionCount, seconds),
  );
  return found.sort((a, b) => b.seconds - a.seconds);
}

function nativeJson(
  profile: Profile,
  attribution: Attribution,
  line: number,
  func: number,
  seconds: number,
): NativeJson {
  return {
    path: profile.files[attribution.lineFile[line] ?? -1]?.path ?? '',
    line: attribution.lineNumber[line] ?? 0,
    library: profile.libraries[profile.functions.library[func] ?? -1]?.path ?? '',
    symbol: profile.functions.name[func] ?? '',
    seconds,
  };
}
