/** `heatline imports`: what each library cost to load, whether it was used, and which import statements are worth changing; and the change itself. */
import { homedir } from 'node:os';

import { importReport } from '../queries/imports/report.ts';
import { usageError } from '../runner/userErrors.ts';
import type { OpenedSession } from '../store/openSession.ts';
import { exitStatus } from './exitStatus.ts';
import { shortPath } from './format.ts';
import type { TestOptions } from './importVerify.ts';
import { formatImports } from './importsTable.ts';
import { parseOptions, readCount, type ParsedOptions } from './options.ts';
import { openChosen } from './sessionChoice.ts';
import { styleOf, writeText } from './terminal.ts';

const defaultTop = 15;
const defaultContexts = 60;
const defaultRuns = 20;
const defaultTestSeconds = 300;

export async function importsCommand(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const many = { type: 'string', multiple: true } as const;
  const tests = { tests: text, 'no-tests': flag, 'test-limit': text };
  const changing = { fix: flag, 'dry-run': flag, verify: flag, runs: text, 'drop-caches': flag, ...tests };
  const config = { top: text, json: flag, against: many, contexts: flag, library: text, ...changing };
  const options = parseOptions('imports', argv, config, 1);
  const top = readCount('imports', 'top', options.text('top'), defaultTop);
  const session = openChosen(options.positionals[0]);
  const against = options.texts('against');
  checkContexts(options, against);
  if (against.length > 0) {
    if (options.flag('fix') || options.flag('verify'))
      throw usageError('--against compares runs; it changes nothing and takes no --fix or --verify.', 'imports');
    const { showComparison } = await import('./importComparison.ts');
    showComparison(session, against, { ...textOptions(session), top, json: options.flag('json') });
    return exitStatus.success;
  }
  const report = importReport(session.profile);
  if (options.flag('fix') || options.flag('verify')) return fix(session, report, options);
  if (options.flag('contexts')) {
    const { showContexts } = await import('./importContexts.ts');
    const asked = { library: options.text('library') ?? null, json: options.flag('json') };
    showContexts(session, report, { ...asked, ...textOptions(session), rows: contextRows(options) });
    return exitStatus.success;
  }
  if (options.flag('json')) {
    writeText(1, `${JSON.stringify(report, undefined, 1)}\n`);
    return exitStatus.success;
  }
  const unavailable = session.profile.processes.some((process) => process.unavailable.includes('imports'));
  const lines = formatImports(report, { ...textOptions(session), top, unavailable });
  writeText(1, `${lines.join('\n')}\n`);
  return exitStatus.success;
}

function checkContexts(options: ParsedOptions, against: readonly string[]): void {
  if (!options.flag('contexts')) {
    if (options.text('library') !== undefined) throw usageError('--library narrows --contexts.', 'imports');
    return;
  }
  if (against.length > 0 || options.flag('fix') || options.flag('verify'))
    throw usageError('--contexts shows one run; it takes no --against, --fix or --verify.', 'imports');
}

/** Undefined: as many as the JSON may have. */
function contextRows(options: ParsedOptions): number | undefined {
  const asked = options.text('top');
  if (options.flag('json') && asked === undefined) return undefined;
  return readCount('imports', 'top', asked, defaultContexts);
}

/** `--verify` alone changes nothing; with `--fix` the change is kept when the program still does the same. */
async function fix(
  session: OpenedSession,
  report: ReturnType<typeof importReport>,
  options: ParsedOptions,
): Promise<number> {
  const { planFixes, writeFixes } = await import('./importFixes.ts');
  const { formatFixes, formatRuff } = await import('./importFixText.ts');
  const { ruffHandover } = await import('./ruffHandover.ts');
  const runs = readCount('imports', 'runs', options.text('runs'), defaultRuns);
  if (options.flag('drop-caches') && process.getuid?.() !== 0)
    throw usageError('--drop-caches empties the page cache of the whole machine, which only root may do.', 'imports');
  const tests = testOptions(options);
  const plan = await planFixes(session, report);
  const shown = textOptions(session);
  const ruff = ruffHandover(plan);
  const handover = ruff === undefined ? [] : ['', ...formatRuff(ruff, shown.shortPath)];
  writeText(1, `${[...formatFixes(plan, shown), ...handover].join('\n')}\n`);
  if (plan.files.length === 0) return exitStatus.success;
  let isSame = true;
  if (options.flag('verify')) {
    const { verifyFixes } = await import('./importVerify.ts');
    const { formatVerification } = await import('./importVerifyText.ts');
    const verifying = { runs, dropCaches: options.flag('drop-caches'), tests };
    const verified = await verifyFixes(session.info, plan.files, verifying);
    writeText(1, `\n${formatVerification(verified, shown.style).join('\n')}\n`);
    isSame = verified.same && verified.tests.kind !== 'broken';
  }
  if (!options.flag('fix') || options.flag('dry-run')) return exitStatus.success;
  if (!isSame) {
    writeText(1, '\nNothing was changed.\n');
    return exitStatus.failure;
  }
  writeFixes(plan.files);
  writeText(1, `\nChanged: ${plan.files.map(({ path }) => shown.shortPath(path)).join(', ')}\n`);
  return exitStatus.success;
}

/** Undefined: none are to be run. */
function testOptions(options: ParsedOptions): TestOptions | undefined {
  const command = options.text('tests');
  const limitSeconds = readCount('imports', 'test-limit', options.text('test-limit'), defaultTestSeconds);
  if (!options.flag('no-tests')) return { command, limitSeconds };
  if (command !== undefined) throw usageError('--tests and --no-tests contradict each other.', 'imports');
  return undefined;
}

function textOptions({ info }: OpenedSession) {
  return { style: styleOf(1, process.env), shortPath: (path: string) => shortPath(path, info.cwd, homedir()) };
}
