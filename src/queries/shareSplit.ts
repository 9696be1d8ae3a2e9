/** The shares that a line's share is made of. */

import type { ShareSplit } from '../protocol/heat.ts';
import type { BasisName, LineJson } from '../protocol/profileJson.ts';

/** Waiting is what the CPU parts leave of the share: of the waiting on a line only some threads' is in the basis. */
export function shareSplit(line: LineJson, basis: BasisName, basisSeconds: number): ShareSplit {
  if (basis === 'wait' || basisSeconds <= 0) return { python: 0, library: 0, native: 0, kernel: 0, wait: line.share };
  const cpu = {
    python: line.python_s / basisSeconds,
    library: line.library_s / basisSeconds,
    native: line.native_s / basisSeconds,
    kernel: line.kernel_s / basisSeconds,
  };
  return { ...cpu, wait: Math.max(0, line.share - cpu.python - cpu.library - cpu.native - cpu.kernel) };
}
