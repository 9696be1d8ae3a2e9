/**
 * The arguments of `heatline run`: our options, then what Python takes in front of a program, then the program. Everything from
 * the program on belongs to it, whatever it looks like.
 */
import { parseReadyMark } from '../base/readyMark.ts';
import { usageError } from '../runner/userErrors.ts';

/** Which part of the run is recorded. */
export interface RecordedPart {
  readonly delaySeconds: number;
  readonly durationSeconds: number | null;
  readonly untilSignal: WindowSignal | null;
}

export type Program =
  | { readonly kind: 'script'; readonly path: string }
  | { readonly kind: 'module'; readonly name: string }
  | { readonly kind: 'code'; readonly text: string };

export interface RunOptions {
  readonly interpreter: string | undefined;
  readonly rateHz: number;
  /** Nothing but time. */
  readonly cpuOnly: boolean;
  readonly noMemory: boolean;
  readonly noCopies: boolean;
  readonly noImports: boolean;
  /** The function with which the program's own work begins. */
  readonly readyAt: string | undefined;
  /** The part of the run that is recorded; undefined for all of it. */
  readonly window: RecordedPart | undefined;
  /** Mean distance between allocation samples in bytes; found by the core unless told. */
  readonly memoryIntervalBytes: number | undefined;
  /** `all`, or folders; empty: the project. */
  readonly scope: readonly string[];
  readonly output: string | undefined;
  readonly json: string | undefined;
  readonly envFile: string | undefined;
  readonly quiet: boolean;
}

export type RunRequest =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      readonly options: RunOptions;
      /** Options for Python itself, such as `-X dev`. */
      readonly pythonOptions: readonly string[];
      readonly program: Program;
      readonly arguments: readonly string[];
    };

/** Signals that end the recording; they don't reach the program then. */
export const windowSignals = ['SIGUSR1', 'SIGUSR2', 'SIGHUP'] as const;
export type WindowSignal = (typeof windowSignals)[number];

const defaultRateHz = 100;
const largestRateHz = 1_000;
// Below, variances in KiB² would round to nothing.
const smallestIntervalBytes = 1024;
const largestIntervalBytes = 2 ** 32;
const longestSeconds = 1e6;

const ownValueOptions = [
  '--interpreter',
  '--rate',
  '--scope',
  '--output',
  '--json',
  '--env-file-null',
  '--memory-interval',
  '--ready-at',
  '--delay',
  '--duration',
  '--until-signal',
] as const;
type ValueOption = (typeof ownValueOptions)[number];
const ownFlags = ['--cpu-only', '--no-memory', '--no-copies', '--no-imports', '--quiet', '--help', '-h'] as const;

/** Python's own short options without a value that make sense in front of a program. */
const pythonFlags = /^-[bBdEIOPqRsSuvx]+$/;
const pythonValueOptions = ['-W', '-X'];

interface Collected {
  readonly values: Map<ValueOption, string[]>;
  readonly flags: Set<string>;
  readonly pythonOptions: string[];
}

/** Throws a UserError when the arguments can't be understood. */
export function parseRunArguments(argv: readonly string[]): RunRequest {
  const collected: Collected = { values: new Map(), flags: new Set(), pythonOptions: [] };
  let index = 0;
  for (let taken = takeOption(argv, index, collected); taken > 0; taken = takeOption(argv, index, collected))
    index += taken;
  if (collected.flags.has('--help') || collected.flags.has('-h')) return { kind: 'help' };
  const rest = argv[index] === '--' ? argv.slice(index + 1) : argv.slice(index);
  return { kind: 'run', options: readOptions(collected), pythonOptions: collected.pythonOptions, ...readProgram(rest) };
}

/** How many arguments the option at `index` takes; 0 when the program begins there. */
function takeOption(argv: readonly string[], index: number, collected: Collected): number {
  const argument = argv[index];
  if (argument === undefined || argument === '--' || argument === '-') return 0;
  if (isOneOf(ownFlags, argument)) {
    collected.flags.add(argument);
    return 1;
  }
  const equals = argument.indexOf('=');
  const name = equals < 0 || !argument.startsWith('--') ? argument : argument.slice(0, equals);
  if (isOneOf(ownValueOptions, name)) {
    const value = name === argument ? argv[index + 1] : argument.slice(equals + 1);
    if (value === undefined) throw usageError(`${name} needs a value.`, 'run');
    collected.values.set(name, [...(collected.values.get(name) ?? []), value]);
    return name === argument ? 2 : 1;
  }
  return takePythonOption(argv, index, argument, collected.pythonOptions);
}

function takePythonOption(argv: readonly string[], index: number, argument: string, taken: string[]): number {
  if (pythonFlags.test(argument)) {
    taken.push(argument);
    return 1;
  }
  if (pythonValueOptions.includes(argument)) {
    const value = argv[index + 1];
    if (value === undefined) throw usageError(`${argument} needs a value.`, 'run');
    taken.push(argument, value);
    return 2;
  }
  if (pythonValueOptions.some((option) => argument.startsWith(option))) {
    taken.push(argument);
    return 1;
  }
  if (argument.startsWith('-') && !/^-[mc]/.test(argument))
    throw usageError(`"${argument}" is not an option of "heatline run".`, 'run');
  return 0;
}

function readOptions({ values, flags }: Collected): RunOptions {
  const last = (name: ValueOption): string | undefined => values.get(name)?.at(-1);
  return {
    interpreter: last('--interpreter'),
    rateHz: readRate(last('--rate')),
    cpuOnly: flags.has('--cpu-only') || (flags.has('--no-memory') && flags.has('--no-copies')),
    noMemory: flags.has('--no-memory'),
    noCopies: flags.has('--no-copies'),
    noImports: flags.has('--no-imports'),
    readyAt: readMark(last('--ready-at'), flags.has('--no-imports')),
    window: readWindow(last('--delay'), last('--duration'), last('--until-signal')),
    memoryIntervalBytes: readInterval(last('--memory-interval')),
    scope: (values.get('--scope') ?? []).flatMap((value) => value.split(':')).filter((value) => value !== ''),
    output: last('--output'),
    json: last('--json'),
    envFile: last('--env-file-null'),
    quiet: flags.has('--quiet'),
  };
}

function readRate(text: string | undefined): number {
  if (text === undefined) return defaultRateHz;
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= largestRateHz) return rate;
  throw usageError(`--rate takes a whole number from 1 to ${largestRateHz}, not "${text}".`, 'run');
}

function readMark(text: string | undefined, withoutImports: boolean): string | undefined {
  if (text === undefined) return undefined;
  if (withoutImports) throw usageError('--ready-at parts imports, and --no-imports records none.', 'run');
  const mark = parseReadyMark(text);
  if (typeof mark !== 'string') return text;
  throw usageError(`--ready-at takes function, Class.method or file.py:function, not "${text}": ${mark}.`, 'run');
}

function readWindow(
  delay: string | undefined,
  duration: string | undefined,
  signal: string | undefined,
): RecordedPart | undefined {
  if (delay === undefined && duration === undefined && signal === undefined) return undefined;
  return {
    delaySeconds: delay === undefined ? 0 : readSeconds('--delay', delay),
    durationSeconds: duration === undefined ? null : readSeconds('--duration', duration),
    untilSignal: signal === undefined ? null : readSignal(signal),
  };
}

function readSeconds(option: string, text: string): number {
  const seconds = text.trim() === '' ? NaN : Number(text);
  if (seconds > 0 && seconds <= longestSeconds) return seconds;
  throw usageError(`${option} takes seconds, above 0 and at most ${longestSeconds}, not "${text}".`, 'run');
}

/** "USR1" or "SIGUSR1". */
function readSignal(text: string): WindowSignal {
  const found = windowSignals.find((name) => name === text || name === `SIG${text}`);
  if (found !== undefined) return found;
  throw usageError(`--until-signal takes ${windowSignals.join(', ')}, not "${text}".`, 'run');
}

function readInterval(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = Number(text);
  if (Number.isInteger(bytes) && bytes >= smallestIntervalBytes && bytes <= largestIntervalBytes) return bytes;
  throw usageError(
    `--memory-interval takes a whole number of bytes from ${smallestIntervalBytes} to ${largestIntervalBytes}, not "${text}".`,
    'run',
  );
}

function readProgram(rest: readonly string[]): { program: Program; arguments: readonly string[] } {
  const [first, second] = rest;
  if (first === undefined) throw usageError('There is no program to run.', 'run');
  for (const [option, wanted] of [
    ['-m', 'a module'],
    ['-c', 'code'],
  ] as const) {
    if (!first.startsWith(option)) continue;
    const attached = first.length > option.length;
    const value = attached ? first.slice(option.length) : second;
    if (value === undefined) throw usageError(`${option} needs ${wanted}.`, 'run');
    const program: Program = option === '-m' ? { kind: 'module', name: value } : { kind: 'code', text: value };
    return { program, arguments: rest.slice(attached ? 1 : 2) };
  }
  return { program: { kind: 'script', path: first }, arguments: rest.slice(1) };
}

function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return list.some((each) => each === value);
}
