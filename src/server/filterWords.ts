/** What the shown heat has been narrowed to, in words. */

import type { HeatChoice, HeatFilter } from '../protocol/heat.ts';
import type { BasisName } from '../protocol/profileJson.ts';

type ThreadId = NonNullable<HeatFilter['thread']>;

const shortBasis: Readonly<Record<BasisName, readonly string[]>> = {
  elapsed: [],
  cpu: ['CPU time'],
  wait: ['waiting'],
};

/** One word or two for each part; nothing for the run as it is. */
export function filterWords(filter: HeatFilter, choices: readonly HeatChoice[]): string[] {
  return [
    ...shortBasis[filter.basis],
    ...(filter.thread === undefined ? [] : [threadWords(filter.thread, choices)]),
    ...(filter.pid === undefined ? [] : [`process ${filter.pid}`]),
    ...(filter.scope === 'all' ? ['all files'] : []),
  ];
}

/** Threads take over the name of the one that started them, which then tells nothing: "" for such a name. */
export function ownName(thread: HeatChoice | undefined, choices: readonly HeatChoice[]): string {
  if (thread === undefined) return '';
  const main = choices.find((choice) => choice.pid === thread.pid && choice.tid !== null && choice.main);
  return thread.main || thread.name === main?.name ? '' : thread.name;
}

function threadWords({ pid, tid }: ThreadId, choices: readonly HeatChoice[]): string {
  const n_processes = choices.filter((choice) => choice.tid === null).length;
  const chosen = choices.find((choice) => choice.pid === pid && choice.tid === tid);
  const where = n_processes > 1 ? ` of process ${pid}` : '';
  if (chosen?.main === true) return `main thread${where}`;
  const name = ownName(chosen, choices);
  return `thread ${name === '' ? tid : name}${where}`;
}
