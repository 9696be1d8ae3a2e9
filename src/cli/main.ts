/** The command line. Every command is loaded when it is asked for, so that `run` starts the program at once. */
import { usageError } from '../runner/userErrors.ts';
import { exitStatus } from './exitStatus.ts';
import { commandNames, helpTexts, overviewHelp, type CommandName } from './help.ts';
import { parseRunArguments } from './runArguments.ts';
import { writeText } from './terminal.ts';
import { reportError } from './userErrorText.ts';
import { heatlineVersion } from './version.ts';

await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  try {
    process.exitCode = await dispatch(argv);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

/** Resolves to the exit status; `run` ends the process itself when the program was ended by a signal. */
async function dispatch(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    writeText(first === undefined ? 2 : 1, overviewHelp);
    return first === undefined ? exitStatus.usage : exitStatus.success;
  }
  if (first === '--version' || first === '-V') {
    writeText(1, `heatline ${heatlineVersion}\n`);
    return exitStatus.success;
  }
  const name = commandNames.find((each) => each === first);
  if (name === undefined) throw usageError(`There is no command "${first}".`, '');
  if (name === 'run') return run(rest);
  if (rest.includes('--help') || rest.includes('-h')) return help(name);
  return runOther(name, rest);
}

function help(name: CommandName): number {
  writeText(1, helpTexts[name]);
  return exitStatus.success;
}

async function run(argv: readonly string[]): Promise<number> {
  const request = parseRunArguments(argv);
  if (request.kind === 'help') return help('run');
  const { runCommand } = await import('./runCommand.ts');
  const end = await runCommand(request);
  const { endLike } = await import('../runner/endLike.ts');
  return endLike(end);
}

async function runOther(name: Exclude<CommandName, 'run'>, argv: readonly string[]): Promise<number> {
  switch (name) {
    case 'show':
      return (await import('./showCommand.ts')).showCommand(argv);
    case 'imports':
      return (await import('./importsCommand.ts')).importsCommand(argv);
    case 'list':
      return (await import('./listCommand.ts')).listCommand(argv);
    case 'prune':
      return (await import('./pruneCommand.ts')).pruneCommand(argv);
    case 'export':
      return (await import('./exportCommand.ts')).exportCommand(argv);
    case 'doctor':
      return (await import('./doctorCommand.ts')).doctorCommand(argv);
    case 'verify':
      return (await import('./verifyCommand.ts')).verifyCommand(argv);
  }
}
