/** What a task waits for, told by the innermost of its coroutines: asyncio's own say it by the file they are in. */
import type { AwaitName } from '../profile/awaitTables.ts';
import { awaitClass } from '../session/layout.ts';

const byFile: Readonly<Record<string, AwaitName>> = {
  'base_subprocess.py': 'child',
  'locks.py': 'lock',
  'queues.py': 'queue',
  'selector_events.py': 'socket',
  'sslproto.py': 'socket',
  'streams.py': 'socket',
  'subprocess.py': 'child',
  'taskgroups.py': 'task',
  'threads.py': 'executor',
  'unix_events.py': 'socket',
};

const byClass: Readonly<Record<number, AwaitName>> = {
  [awaitClass.task]: 'task',
  [awaitClass.executor]: 'executor',
};

/**
 * @param path of the innermost coroutine's file
 * @param name its qualified name, or its own up to 3.10
 * @param kind class of the cell
 */
export function awaitKind(path: string, name: string, kind: number): AwaitName {
  const file = /\/asyncio\/([^/]+)$/.exec(path)?.[1];
  if (file === 'tasks.py') return name === 'sleep' ? 'sleep' : 'task';
  if (file === 'base_events.py') return /executor$/.test(name) ? 'executor' : 'socket';
  return (file === undefined ? undefined : byFile[file]) ?? byClass[kind] ?? 'other';
}
