/** The heat of every function in scope. */
import type { Profile } from '../profile/profile.ts';
import type { FunctionJson } from '../protocol/profileJson.ts';
import { attribute, type Attribution } from './attribution.ts';
import { at, chargeGroups, cpuOf, shareOf, waitOf } from './charges.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

/** Functions in scope on which anything happened, hottest first. Time is charged as it is to lines: a function has that of its lines. */
export function functions(profile: Profile, question: Question): FunctionJson[] {
  return functionsOf(profile, attribute(profile, question.scope), select(profile, question));
}

export function functionsOf(profile: Profile, attribution: Attribution, selection: Selection): FunctionJson[] {
  const { nodes, functions: table } = profile;
  const group = new Int32Array(nodes.length);
  for (let node = 0; node < nodes.length; node++) {
    group[node] = (attribution.ownLine[node] ?? -1) < 0 ? -1 : (nodes.func[node] ?? -1);
  }
  const charges = chargeGroups(profile, attribution, selection, group, table.length);
  const found: FunctionJson[] = [];
  for (let index = 0; index < table.length; index++) {
    if (at(charges.total, index) <= 0) continue;
    found.push({
      name: table.name[index] ?? '',
      path: profile.files[table.file[index] ?? -1]?.path ?? '',
      line: table.firstLine[index] ?? 0,
      self_s: cpuOf(charges, index) + waitOf(charges, index),
      total_s: at(charges.total, index),
      ...shareOf(charges, index, selection),
    });
  }
  return found.sort((a, b) => b.share - a.share || b.self_s - a.self_s || b.total_s - a.total_s);
}
