/**
 * What the heat is about: `heatline.filterHeat` narrows it to a process or a thread, `heatline.chooseBasis` says what 100 % is,
 * and `heatline.setFilter` does either for a button of ours.
 */

import * as vscode from 'vscode';

import type { HeatChoice, HeatFilter } from '../../protocol/heat.ts';
import type { BasisName } from '../../protocol/profileJson.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { choiceCost, heatFilter, isWholeRun, wholeRun } from '../heatFilter.ts';
import { nothingShown, sessionUnreadable, UserMessageError } from '../userErrors.ts';

interface FilterItem extends vscode.QuickPickItem {
  readonly filter: HeatFilter;
}

interface BasisItem extends vscode.QuickPickItem {
  readonly basis: BasisName;
}

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.filterHeat', async () => {
    const current = shownFilter(ctx);
    const { choices } = await ctx.server.request('heatline/heatChoices', {});
    const chosen = await pick(filterItems(current, choices), {
      title: 'Show the heat of …',
      placeHolder: 'Type a name or a number',
      matchOnDescription: true,
    });
    if (chosen !== undefined) await setFilter(ctx, chosen.filter);
  });
  registerCommand(ctx, 'heatline.chooseBasis', async () => {
    const current = shownFilter(ctx);
    const items = basisItems(current);
    const chosen = await pick(items, { title: 'What 100 % stands for', placeHolder: '' });
    if (chosen !== undefined) await setFilter(ctx, { ...current, basis: chosen.basis });
  });
  registerCommand(ctx, 'heatline.setFilter', async (filter) => setFilter(ctx, heatFilter(filter, shownFilter(ctx))));
}

function shownFilter({ shown }: HeatlineContext): HeatFilter {
  if (shown.current === undefined) throw nothingShown();
  return shown.current.filter;
}

async function setFilter(ctx: HeatlineContext, filter: HeatFilter): Promise<void> {
  const result = await ctx.server.request('heatline/setFilter', filter);
  if (result.kind === 'failed') throw new UserMessageError(sessionUnreadable(result));
  ctx.shown.show(result.session);
}

async function pick<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: vscode.QuickPickOptions,
): Promise<Item | undefined> {
  return vscode.window.showQuickPick(items, options);
}

const checked = '$(check) ';
const unchecked = '$(blank) ';

function filterItems(current: HeatFilter, choices: readonly HeatChoice[]): FilterItem[] {
  const { basis, scope } = current;
  const everything: HeatFilter = { basis, scope };
  const items: FilterItem[] = [
    separator('The run'),
    {
      label: mark('All processes and threads', current.pid === undefined && current.thread === undefined),
      filter: everything,
    },
  ];
  const n_processes = choices.filter(({ tid }) => tid === null).length;
  for (const choice of choices) {
    if (choice.tid === null) {
      items.push(separator(`Process ${choice.pid}`));
      // The only process is the run.
      if (n_processes > 1) items.push(processItem(choice, current));
    } else items.push(threadItem(choice, choice.tid, current));
  }
  items.push(
    separator('Files'),
    {
      label: mark("Time in the project's files", scope === 'captured'),
      detail: 'Time in libraries counts for the line that called them.',
      filter: { ...current, scope: 'captured' },
    },
    {
      label: mark('Time in all files, libraries too', scope === 'all'),
      detail: 'Time counts for the line that it was spent on, wherever that is.',
      filter: { ...current, scope: 'all' },
    },
  );
  return isWholeRun(current) ? items : [{ label: '$(clear-all) Show the whole run again', filter: wholeRun }, ...items];
}

function separator(label: string): FilterItem {
  return { label, kind: vscode.QuickPickItemKind.Separator, filter: wholeRun };
}

function processItem(choice: HeatChoice, { basis, scope, pid }: HeatFilter): FilterItem {
  return {
    label: mark(`All threads of ${choice.name}`, pid === choice.pid),
    description: choiceCost(choice),
    filter: { basis, scope, pid: choice.pid },
  };
}

function threadItem(choice: HeatChoice, tid: number, { basis, scope, thread }: HeatFilter): FilterItem {
  const { pid, main, name } = choice;
  const label = main ? 'Main thread' : name === '' ? `Thread ${tid}` : name;
  return {
    label: mark(label, thread?.pid === pid && thread.tid === tid),
    description: [...(main || name === '' ? [] : [`thread ${tid}`]), choiceCost(choice)].join(' · '),
    filter: { basis, scope, thread: { pid, tid } },
  };
}

function basisItems({ basis, thread }: HeatFilter): BasisItem[] {
  const items: readonly (readonly [BasisName, string, string])[] = [
    [
      'elapsed',
      'Elapsed time',
      thread === undefined
        ? "The main thread's running and waiting, and CPU time of the others."
        : 'Running and waiting of this thread.',
    ],
    ['cpu', 'CPU time', 'Time on a processor, of all threads.'],
    ['wait', 'Waiting', 'Sleeping, locks, the GIL, files, sockets and children, of all threads.'],
  ];
  return items.map(([name, label, detail]) => ({ basis: name, label: mark(label, name === basis), detail }));
}

function mark(label: string, chosen: boolean): string {
  return (chosen ? checked : unchecked) + label;
}
