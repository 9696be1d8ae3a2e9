/** `heatline prune`: removes old sessions, and what killed runs left on tmpfs. */
import { readKeepLimits } from '../store/keepLimits.ts';
import { pruneSessions, recoverOrphans } from '../store/pruneSessions.ts';
import { sessionsRoot } from '../store/sessionFolder.ts';
import { exitStatus } from './exitStatus.ts';
import { formatBytes, formatCount } from './format.ts';
import { parseOptions, readCount } from './options.ts';
import { writeText } from './terminal.ts';

export function pruneCommand(argv: readonly string[]): number {
  const config = { keep: { type: 'string' }, all: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const options = parseOptions('prune', argv, config, 0);
  const root = sessionsRoot(process.env);
  const usual = readKeepLimits(root);
  const asked = readCount('prune', 'keep', options.text('keep'), usual.sessions);
  const limits = { ...usual, sessions: options.flag('all') ? 0 : asked };
  const recovered = recoverOrphans(process.env);
  const { removed, kept, freedBytes } = pruneSessions(root, limits);
  if (options.flag('json')) {
    const result = { removed: removed.map(({ id }) => id), kept, freed_bytes: freedBytes, recovered };
    writeText(1, `${JSON.stringify(result, undefined, 2)}\n`);
    return exitStatus.success;
  }
  const parts = [`Removed ${formatCount(removed.length, 'session')} (${formatBytes(freedBytes)}), kept ${kept}`];
  if (recovered > 0) parts.push(`took in what ${formatCount(recovered, 'killed run')} had left`);
  writeText(1, `${parts.join('; ')}.\n`);
  return exitStatus.success;
}
