/** `heatline verify`: programs that know what they did, under the real recorder; what it says is held against what they say. */
import { isatty } from 'node:tty';

import { environmentWithoutUs } from '../base/cleanEnvironment.ts';
import { supportedPython } from '../base/supportedPython.ts';
import type { MeasureName, VerificationJson } from '../protocol/verification.ts';
import { judgeRuns, measureNames, verdictOf } from '../queries/oracles/verification.ts';
import { findInterpreter } from '../runner/interpreter.ts';
import { askInterpreter } from '../runner/interpreterFacts.ts';
import { usageError, verifyUnsupported } from '../runner/userErrors.ts';
import { exitStatus } from './exitStatus.ts';
import { parseOptions } from './options.ts';
import { styleOf, writeText } from './terminal.ts';
import { verifyPlan } from './verifyPlan.ts';
import { runOracles } from './verifyRuns.ts';
import { formatVerification } from './verifyText.ts';
import { heatlineVersion } from './version.ts';

export async function verifyCommand(argv: readonly string[]): Promise<number> {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const options = parseOptions('verify', argv, { interpreter: text, only: text, json: flag, quick: flag }, 0);
  const names = readMeasures(options.text('only'));
  const { interpreter, python } = await chooseInterpreter(options.text('interpreter'));
  const quick = options.flag('quick');
  const startedMs = performance.now();
  const progress = openProgress();
  const { runs, pairs } = await runOracles({
    interpreter,
    plan: verifyPlan(quick, names),
    onRun: progress.say,
  }).finally(progress.end);
  const measures = judgeRuns(runs, pairs, names);
  const verification: VerificationJson = {
    schema: 'heatline-verification',
    version: 1,
    heatline: heatlineVersion,
    interpreter,
    python,
    quick,
    wall_s: (performance.now() - startedMs) / 1000,
    verdict: verdictOf(measures),
    measures,
  };
  if (options.flag('json')) writeText(1, `${JSON.stringify(verification, undefined, 2)}\n`);
  else writeText(1, `${formatVerification(verification, styleOf(1, process.env)).join('\n')}\n`);
  return verification.verdict === 'off' ? exitStatus.failure : exitStatus.success;
}

/** All of them unless told. */
function readMeasures(text: string | undefined): readonly MeasureName[] {
  if (text === undefined) return measureNames;
  const wanted = text.split(',').filter((name) => name !== '');
  const unknown = wanted.find((name) => !measureNames.some((each) => each === name));
  if (unknown !== undefined || wanted.length === 0)
    throw usageError(`--only takes some of ${measureNames.join(',')}, not "${unknown ?? text}".`, 'verify');
  return measureNames.filter((name) => wanted.includes(name));
}

/** Behind a shim, the interpreter itself. Throws a UserError for one whose lines are not promised. */
async function chooseInterpreter(wanted: string | undefined): Promise<{ interpreter: string; python: string }> {
  const env = environmentWithoutUs(process.env);
  const { path } = findInterpreter(wanted, env, process.cwd());
  const { executable, implementation, version, freeThreaded } = await askInterpreter(path, env);
  if (implementation !== 'cpython') throw verifyUnsupported(path, `${implementation} and not CPython`);
  if (freeThreaded) throw verifyUnsupported(path, 'built without the global lock');
  const [major, minor] = version.split('.').map(Number);
  const known =
    major === 3 && minor !== undefined && minor >= supportedPython.lowest && minor <= supportedPython.highest;
  if (!known) throw verifyUnsupported(path, `CPython ${version} and not ${supportedPython.text}`);
  return { interpreter: executable, python: version };
}

interface Progress {
  readonly say: (name: string, number: number, count: number) => void;
  readonly end: () => void;
}

/** One line that is written over, and only for somebody who looks. */
function openProgress(): Progress {
  if (!isatty(2)) return { say: () => undefined, end: () => undefined };
  const eraseLine = '\r\u001b[K';
  return {
    say: (name, number, count) => writeText(2, `${eraseLine}[${number}/${count}] ${name}`),
    end: () => writeText(2, eraseLine),
  };
}
