import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The text of the `pyvenv.cfg` that makes an interpreter a virtual environment's; "" when it is none. */
export function readVirtualEnvironment(interpreter: string): string {
  try {
    return readFileSync(join(dirname(dirname(interpreter)), 'pyvenv.cfg'), 'utf8');
  } catch {
    // An interpreter of its own.
    return '';
  }
}
