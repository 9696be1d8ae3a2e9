// `npm run lint`, `npm run typecheck`, `npm run format`: one static check alone, with its own output.

import { command } from './setup.mjs';
import { UserError } from './userError.mjs';

await command(import.meta.url, async () => {
  const { staticChecks, formatSources } = await import('./staticChecks.mjs');
  const name = process.argv[2] ?? '';
  if (name === 'format') return formatSources();
  const check = staticChecks.find((candidate) => candidate.name === name);
  if (check === undefined) {
    throw new UserError(
      'NO_SUCH_CHECK',
      `there is no check "${name}"; there are: ${staticChecks.map((each) => each.name).join(', ')}, format.`,
    );
  }
  const result = await check.run();
  process.stdout.write(result.output);
  process.stdout.write(result.passed ? `${name}: clean\n` : `${name}: failed\n`);
  return result.passed ? 0 : 1;
});
