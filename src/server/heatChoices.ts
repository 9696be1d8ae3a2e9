/** Answers what the shown heat can be narrowed to, and what it is narrowed to now. */

import type { Profile } from '../profile/profile.ts';
import type { HeatFilter } from '../protocol/heat.ts';
import type { HeatChoicesResult } from '../protocol/lsp.ts';
import { heatChoices } from '../queries/heatChoices.ts';
import { commandText } from './commandText.ts';
import { filterWords, ownName } from './filterWords.ts';

export function answerHeatChoices(profile: Profile, filter: HeatFilter): HeatChoicesResult {
  const all = heatChoices(profile);
  const { cwd } = profile.capture;
  const choices = all.map((choice) => ({
    ...choice,
    name: choice.tid === null ? processName(profile, choice.pid, cwd) : ownName(choice, all),
  }));
  return { choices, shown: filterWords(filter, all) };
}

function processName({ processes }: Profile, pid: number, cwd: string): string {
  return commandText({ command: processes.findLast((row) => row.pid === pid)?.command ?? [], cwd });
}
