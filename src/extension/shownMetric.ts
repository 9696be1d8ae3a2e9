/** What the heat shows: chosen by the user, kept for the workspace, and time where a run has not measured the choice. */

import * as vscode from 'vscode';

import type { SessionSummary } from '../protocol/heat.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';

export interface ShownMetric {
  /** What was chosen. */
  readonly chosen: HeatMetric;
  choose(metric: HeatMetric): Promise<void>;
  readonly onDidChange: vscode.Event<HeatMetric>;
}

/** How the choices are called. */
export const metricNames: Readonly<Record<HeatMetric, string>> = {
  time: 'Time',
  allocated: 'Memory allocated',
  peak: 'Memory at the peak',
  copies: 'Copies',
};

const key = 'heatline.metric';

export function createShownMetric(kept: vscode.Memento, subscriptions: vscode.Disposable[]): ShownMetric {
  const changed = new vscode.EventEmitter<HeatMetric>();
  subscriptions.push(changed);
  return {
    get chosen() {
      return knownMetric(kept.get(key));
    },
    async choose(metric) {
      await kept.update(key, metric);
      changed.fire(metric);
    },
    onDidChange: changed.event,
  };
}

/** What the heat of a run shows. */
export function metricOf({ memory }: SessionSummary, chosen: HeatMetric): HeatMetric {
  return memory.metrics.includes(chosen) ? chosen : 'time';
}

/** A later version may have kept another one. */
function knownMetric(value: unknown): HeatMetric {
  return Object.keys(metricNames).find((name): name is HeatMetric => name === value) ?? 'time';
}
