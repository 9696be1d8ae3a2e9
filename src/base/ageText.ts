/** "from 12:03, 3 edits ago": when numbers were taken, and how often their text has been edited since. Local time. */
export function ageText(startedAt: string, edits: number, nowMs: number): string {
  const moment = momentText(startedAt, nowMs);
  if (edits === 0) return `from ${moment}`;
  return `from ${moment}, ${edits} ${edits === 1 ? 'edit' : 'edits'} ago`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "12:03" today, "3 Nov, 12:03" this year, "3 Nov 2025, 12:03" before. @param startedAt ISO 8601 */
export function momentText(startedAt: string, nowMs: number): string {
  const at = new Date(startedAt);
  if (Number.isNaN(at.getTime())) return 'an unknown time';
  const now = new Date(nowMs);
  const clock = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  if (at.toDateString() === now.toDateString()) return clock;
  const year = at.getFullYear() === now.getFullYear() ? '' : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${months[at.getMonth()] ?? ''}${year}, ${clock}`;
}
