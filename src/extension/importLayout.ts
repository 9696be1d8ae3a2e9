/** How the "Imports" view is laid out: kept for the workspace. */

import type { HeatlineContext } from './context.ts';

export const importLayoutKey = 'heatline.importLayout';

export type ImportLayout = 'library' | 'context';

export function importLayout({ workspaceState }: HeatlineContext): ImportLayout {
  return workspaceState.get(importLayoutKey) === 'context' ? 'context' : 'library';
}
