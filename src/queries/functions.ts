/** The heat of every function in scope. */
import type { Profile } from '../profile/profile.ts';
import type { FunctionJson } from '../protocol/profileJson.ts';
import { attribute, functionGroups, type Attribution } from './attribution.ts';
import { chargeAwaits } from './awaits.ts';
import { at, chargeGroups, cpuOf, shareOf, waitOf } from './charges.ts';
import { liveSteps } from './liveSteps.ts';
import { chargeMemory } from './memoryCharges.ts';
import { memoryFigures } from './memoryFigures.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

/** Functions in scope on which anything happened, hottest first. Time is charged as it is to lines: a function has that of its lines. */
export function functions(profile: Profile, question: Question): FunctionJson[] {
  return functionsOf(profile, attribute(profile, question.scope), select(profile, question));
}

export function functionsOf(profile: Profile, attribution: Attribution, selection: Selection): FunctionJson[] {
  const { functions: table } = profile;
  const group = functionGroups(profile, attribution);
  const memory = chargeMemory(profile, attribution, selection, group, table.length);
  const steps = liveSteps(profile);
  const charges = chargeGroups(profile, attribution, selection, group, table.length);
  const awaits = chargeAwaits(profile, attribution, selection, group, table.length).figures;
  const found: FunctionJson[] = [];
  for (let index = 0; index < table.length; index++) {
    const rows = memory.rows[index] ?? [];
    const awaited = awaits[index]?.await_s ?? 0;
    if (at(charges.total, index) <= 0 && rows.length === 0 && awaited <= 0) continue;
    found.push({
      name: table.name[index] ?? '',
      path: profile.files[table.file[index] ?? -1]?.path ?? '',
      line: table.firstLine[index] ?? 0,
      self_s: cpuOf(charges, index) + waitOf(charges, index),
      total_s: at(charges.total, index),
      ...shareOf(charges, index, selection),
      ...memoryFigures(profile, rows, steps),
      await_s: awaited,
    });
  }
  return found.sort(
    (a, b) => b.share - a.share || b.self_s - a.self_s || b.total_s - a.total_s || b.alloc_bytes - a.alloc_bytes,
  );
}
