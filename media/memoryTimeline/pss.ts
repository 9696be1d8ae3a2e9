/** PSS is on the page only where much is shared between processes: else it is RSS, read less often. */

import type { Footprint } from '../../src/protocol/memory.ts';

/** One reading alone makes no line. */
export function hasPss({ points, pss_differs }: Footprint): boolean {
  return pss_differs && points.some(({ pss_bytes }) => pss_bytes !== null);
}
