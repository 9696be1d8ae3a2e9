/** What the heat shows, out of the `initializationOptions`: nobody vouches for their shape. */

import { isJsonObject } from '../base/jsonObject.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';

const metrics: readonly HeatMetric[] = ['time', 'allocated', 'peak', 'copies'];

export function parseMetric(options: unknown): HeatMetric {
  const metric = isJsonObject(options) ? options['metric'] : undefined;
  return metrics.find((name) => name === metric) ?? 'time';
}
