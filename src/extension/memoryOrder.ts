/** What the "Memory" view is ordered by: kept for the workspace. */

import type { MemoryOrder } from '../protocol/memory.ts';
import type { HeatlineContext } from './context.ts';

export const orderKey = 'heatline.memoryOrder';

export function memoryOrder({ workspaceState }: HeatlineContext): MemoryOrder {
  const kept = workspaceState.get(orderKey);
  return (['peak', 'allocated', 'live'] as const).find((order) => order === kept) ?? 'peak';
}
