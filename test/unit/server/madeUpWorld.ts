import { silentLog } from '../../../src/base/log.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import type { ReadSession, ServerEnvironment } from '../../../src/server/environment.ts';
import { openHistory, type SessionHistory } from '../../../src/store/history.ts';

/** 10 s: line 5 is Python and native, line 9 sleeps, a library is called from line 12, line 20 is lukewarm. */
const drawing = `
  seconds  3           1               4           1.5                         0.45        0.05
  class    eval        native          sleep       eval                        eval        eval
           a.py:5 f@4  a.py:5 f@4      a.py:9 g@8  a.py:12 h@11                a.py:15 i   a.py:20 j
                       libz.so!inflate             /dist-packages/lib.py:7 k@3
`;

export function madeUpProfile(): Profile {
  return profileFromDrawing(drawing, { script: 'a.py', scope: [] });
}

/** Sessions by folder; nothing else is there. */
export function madeUpWorld(
  sessions: Readonly<Record<string, ReadSession>>,
  texts: Readonly<Record<string, string>> = {},
  history: SessionHistory = openHistory({ HEATLINE_HOME: '/nowhere' }),
): ServerEnvironment {
  return {
    log: silentLog,
    history,
    openSession(folder) {
      const value = sessions[folder];
      if (value !== undefined) return { ok: true, value };
      return { ok: false, problem: { code: 'session-missing', message: `${folder} is not a session.` } };
    },
    readKeptText: (_folder, sha256) => texts[sha256],
    realPath: (path) => (path === '/link/a.py' ? 'a.py' : path),
    newSessionFolder: (program) => `/sessions/${program}`,
    requestCancel: (folder) => folder in sessions,
    deferImports: () => Promise.reject(new Error('no engine is made up')),
    nowMs: () => 0,
  };
}
