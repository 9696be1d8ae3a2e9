/** `heatline list`: the sessions, newest first. */
import { listSessions, listUnreadable, type ListedSession, type UnreadableSession } from '../store/listSessions.ts';
import { sessionsRoot } from '../store/sessionFolder.ts';
import { exitStatus } from './exitStatus.ts';
import { formatBytes, formatSeconds } from './format.ts';
import { parseOptions } from './options.ts';
import { formatTable } from './table.ts';
import { styleOf, writeText } from './terminal.ts';

export function listCommand(argv: readonly string[]): number {
  const options = parseOptions('list', argv, { json: { type: 'boolean' } }, 0);
  const root = sessionsRoot(process.env);
  const sessions = listSessions(root);
  const unreadable = listUnreadable(root);
  if (options.flag('json')) {
    writeText(
      1,
      `${JSON.stringify([...sessions.map(sessionJson), ...unreadable.map(unreadableJson)], undefined, 2)}\n`,
    );
    return exitStatus.success;
  }
  if (sessions.length === 0 && unreadable.length === 0) {
    writeText(1, `There are no sessions in ${root}. Record one with "heatline run script.py".\n`);
    return exitStatus.success;
  }
  writeText(1, `${sessionTable(sessions, unreadable).join('\n')}\n`);
  return exitStatus.success;
}

function sessionTable(sessions: readonly ListedSession[], unreadable: readonly UnreadableSession[]): string[] {
  // A column of nothing would only take the program's place.
  const named = [...sessions, ...unreadable].some(({ name }) => name !== '');
  const readable = sessions.map((session) => [
    { text: session.id },
    ...(named ? [{ text: session.name }] : []),
    { text: session.info.end === undefined ? '' : formatSeconds(session.info.end.wallNs * 1e-9) },
    { text: endText(session) },
    { text: formatBytes(session.sizeBytes) },
    { text: session.info.command.slice(1).join(' ') },
  ]);
  const others = unreadable.map(({ id, name, state, sizeBytes }) => [
    { text: id },
    ...(named ? [{ text: name }] : []),
    { text: '' },
    { text: state === 'damaged' ? 'damaged' : 'other version' },
    { text: formatBytes(sizeBytes) },
    { text: '' },
  ]);
  const columns = [
    { title: 'session', align: 'left' } as const,
    ...(named ? [{ title: 'name', align: 'left' } as const] : []),
    { title: 'elapsed', align: 'right' },
    { title: 'ended', align: 'left' },
    { title: 'size', align: 'right' },
    { title: 'program', align: 'left', cut: 'end' },
  ] as const;
  return formatTable(columns, [...readable, ...others], styleOf(1, process.env));
}

function endText({ state, info }: ListedSession): string {
  if (state === 'running') return 'running';
  if (state === 'interrupted' || info.end === undefined) return 'Heatline was killed';
  if (info.end.cancelled) return 'cancelled';
  return info.end.signal ?? `status ${info.end.status ?? '?'}`;
}

function sessionJson({ id, name, folder, state, sizeBytes, info }: ListedSession): unknown {
  const { command, startedAt, end } = info;
  return { id, name, folder, state, size_bytes: sizeBytes, command, started_at: startedAt, end: end ?? null };
}

function unreadableJson({ id, name, folder, state, sizeBytes }: UnreadableSession): unknown {
  return { id, name, folder, state, size_bytes: sizeBytes };
}
