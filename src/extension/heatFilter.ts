/** Filters of the heat: the run as it is, and filters that come from outside. Nothing here knows VS Code. */

import { isJsonObject } from '../base/jsonObject.ts';
import { shareText } from '../base/shareText.ts';
import { exitText } from '../base/exitText.ts';
import type { HeatChoice, HeatFilter } from '../protocol/heat.ts';
import type { BasisName } from '../protocol/profileJson.ts';
import { formatSeconds } from './format.ts';

export const wholeRun: HeatFilter = { basis: 'elapsed', scope: 'captured' };

export function isWholeRun({ basis, scope, pid, thread }: HeatFilter): boolean {
  return basis === wholeRun.basis && scope === wholeRun.scope && pid === undefined && thread === undefined;
}

/**
 * A filter out of a command's argument: anybody may call a command. Basis and scope stay as they are where the argument says
 * nothing of them; a process or thread is only chosen by name.
 */
export function heatFilter(value: unknown, current: HeatFilter): HeatFilter {
  if (!isJsonObject(value)) return wholeRun;
  const basis = (['elapsed', 'cpu', 'wait'] as const satisfies readonly BasisName[]).find(
    (name) => name === value['basis'],
  );
  const scope = (['captured', 'all'] as const).find((name) => name === value['scope']);
  const { pid, thread } = value;
  return {
    basis: basis ?? current.basis,
    scope: scope ?? current.scope,
    ...(isId(pid) ? { pid } : {}),
    ...(isJsonObject(thread) && isId(thread['pid']) && isId(thread['tid'])
      ? { thread: { pid: thread['pid'], tid: thread['tid'] } }
      : {}),
  };
}

/** "1.20 s CPU (43.0 %) · 0.10 s waiting · SIGKILL": of a process with its part of all, and how it ended. */
export function choiceCost({ cpu_s, wait_s, fate }: HeatChoice): string {
  const share = fate === null ? '' : ` (${shareText(fate.cpu_share)})`;
  const end = fate === null ? '' : exitText(fate);
  const parts = [`${formatSeconds(cpu_s)} CPU${share}`, `${formatSeconds(wait_s)} waiting`];
  return [...parts, ...(end === '' ? [] : [end])].join(' · ');
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}
