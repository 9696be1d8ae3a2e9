/** Whether a run says anything of imports, and why where it does not. */

import type { Profile } from '../profile/profile.ts';
import type { ImportSummary } from '../protocol/importView.ts';

/** Some processes without them are no reason: what others imported is shown. */
export function importSummary({ imports, processes }: Profile): ImportSummary {
  const isMissing = imports.length === 0 && processes.some(({ unavailable }) => unavailable.includes('imports'));
  if (!isMissing) return { missing: null };
  const message =
    'This run has no imports: it was recorded with --no-imports, or in an interpreter whose imports can not be recorded.';
  return { missing: { code: 'IMPORTS_OFF', message } };
}
