import type { Profile } from '../profile/profile.ts';
import type { ThreadIndex } from '../profile/units.ts';

/** One line for people: `MainThread (pid 10, tid 11)`; a row that several threads shared says how many. */
export function threadLabel(profile: Profile, thread: ThreadIndex): string {
  const row = profile.threads[thread];
  if (row === undefined) return 'thread';
  const ids = row.count > 1 ? `pid ${row.pid}, ${row.count} threads` : `pid ${row.pid}, tid ${row.tid}`;
  return `${row.name || 'thread'} (${ids})`;
}
