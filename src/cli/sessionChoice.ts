/** From the words of the command line to an opened session. */
import { openSession, type OpenedSession } from '../store/openSession.ts';
import { findSession } from '../store/listSessions.ts';
import { sessionsRoot } from '../store/sessionFolder.ts';
import { sessionDamaged, sessionNotFound } from '../runner/userErrors.ts';

/** Throws a UserError when there is no such session or it can't be opened. Without a name: the latest. */
export function openChosen(wanted: string | undefined): OpenedSession {
  const root = sessionsRoot(process.env);
  const found = findSession(root, wanted);
  if (found === undefined) throw sessionNotFound(wanted, root);
  const opened = openSession(found);
  if (!opened.ok) throw sessionDamaged(opened.problem);
  return opened.value;
}
