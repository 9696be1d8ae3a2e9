/** A run of the history in words. Nothing here knows VS Code. */

import type { RunEnd, SessionRow } from '../protocol/heat.ts';
import type { ListSessionsResult } from '../protocol/lsp.ts';
import { formatBytes, formatCount, formatSeconds } from './format.ts';

/** As the store keeps them. */
export const mostNameCharacters = 80;

/** What stands behind a run's name: when, how long, and how it ended unless it ended well. */
export function runDescription(run: SessionRow, nowMs: number): string {
  const parts = [
    run.state === 'running' ? 'running' : formatAge(Date.parse(run.startedAt), nowMs),
    run.wall_s === null ? '' : formatSeconds(run.wall_s),
    run.state === 'running' || isSuccess(run) ? '' : endText(run),
    run.name === '' ? '' : run.command,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Everything known of a run, a line for each. `startedText` is the start in the user's own way of writing it. */
export function runTooltip(run: SessionRow, startedText: string): string {
  const lasted = run.wall_s === null ? '' : `, ${formatSeconds(run.wall_s)} elapsed`;
  const lines = [
    run.name,
    run.command,
    `${startedText}${lasted}`,
    stateLine(run),
    `${formatBytes(run.sizeBytes)} in ${run.folder}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function stateLine(run: SessionRow): string {
  if (run.state === 'running') return 'Still running';
  return run.state === 'ended' || run.state === 'interrupted'
    ? `Ended: ${endText(run)}`
    : `This run is ${endText(run)}`;
}

/** "12 runs · 34 MB of 1 GB" */
export function historyDescription({ sessions, totalBytes, budgetBytes }: ListSessionsResult): string {
  if (sessions.length === 0) return '';
  return `${formatCount(sessions.length, 'run')} · ${formatBytes(totalBytes)} of ${formatBytes(budgetBytes)}`;
}

/** "status 3", "SIGKILL", "cancelled"; or why nothing is known of the end. */
export function endText({ state, end }: SessionRow): string {
  if (state === 'damaged') return "damaged, can't be opened";
  if (state === 'other-version') return 'of another version of Heatline';
  if (state === 'interrupted' || end === null) return 'Heatline was killed';
  if (end.cancelled) return 'cancelled';
  return end.signal ?? (end.status === null ? 'unknown how' : `status ${end.status}`);
}

export function isSuccess({ state, end }: SessionRow): boolean {
  return state === 'ended' && end !== null && hasEndedWell(end);
}

function hasEndedWell({ status, signal, cancelled }: RunEnd): boolean {
  return status === 0 && signal === null && !cancelled;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "just now", "5 min ago", "3 h ago", "2 d ago", "12 Nov", "12 Nov 2024"; "" for a time that is none. */
export function formatAge(thenMs: number, nowMs: number): string {
  const ageMs = nowMs - thenMs;
  if (Number.isNaN(ageMs)) return '';
  if (ageMs < minuteMs) return 'just now';
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} min ago`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)} h ago`;
  if (ageMs < 7 * dayMs) return `${Math.floor(ageMs / dayMs)} d ago`;
  const then = new Date(thenMs);
  const day = `${then.getDate()} ${months[then.getMonth()] ?? ''}`;
  return then.getFullYear() === new Date(nowMs).getFullYear() ? day : `${day} ${then.getFullYear()}`;
}

/** A file name that an export of the run can have, without the ending. */
export function exportName({ name, command }: SessionRow): string {
  const [program = ''] = command.replace(/^-[mc]\s+/, '').split(' ');
  const stem = name === '' ? program.replace(/^.*\//, '').replace(/\.py$/, '') : name;
  const clean = stem
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[.-]+|-+$/g, '')
    .slice(0, 60);
  return clean === '' ? 'profile' : clean;
}
