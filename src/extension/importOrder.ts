/** What the "Imports" view is ordered by: kept for the workspace. */

import type { ImportOrder } from '../protocol/importView.ts';
import type { HeatlineContext } from './context.ts';

export const importOrderKey = 'heatline.importOrder';

export function importOrder({ workspaceState }: HeatlineContext): ImportOrder {
  const kept = workspaceState.get(importOrderKey);
  return (['cost', 'memory', 'use'] as const).find((order) => order === kept) ?? 'cost';
}
