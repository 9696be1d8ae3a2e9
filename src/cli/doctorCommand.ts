/** `heatline doctor`: tries what recording needs, and says what works, what does not, and why. */
import { exitStatus } from './exitStatus.ts';
import { faint, strong } from './colour.ts';
import { checkMachine, type Check } from './machineChecks.ts';
import { parseOptions } from './options.ts';
import { styleOf, writeText, type TextStyle } from './terminal.ts';

export async function doctorCommand(argv: readonly string[]): Promise<number> {
  const config = { interpreter: { type: 'string' }, json: { type: 'boolean' } } as const;
  const options = parseOptions('doctor', argv, config, 0);
  const checks = await checkMachine(options.text('interpreter'));
  if (options.flag('json')) writeText(1, `${JSON.stringify({ version: 1, checks }, undefined, 2)}\n`);
  else writeText(1, `${checks.flatMap((check) => formatCheck(check, styleOf(1, process.env))).join('\n')}\n`);
  return checks.some(({ result }) => result === 'fails') ? exitStatus.failure : exitStatus.success;
}

const marks = { works: '✓', limited: '!', fails: '✗' } as const;

function formatCheck({ result, what, detail, nextStep }: Check, style: TextStyle): string[] {
  const first = `${strong(style, marks[result])} ${what}: ${detail}`;
  return nextStep === undefined ? [first] : [first, faint(style, `    ${nextStep}`)];
}
