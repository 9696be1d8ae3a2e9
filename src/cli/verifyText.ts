/** What `heatline verify` says. */
import { shareText } from '../base/shareText.ts';
import type { MeasureJson, MeasureName, PartJson, Verdict, VerificationJson } from '../protocol/verification.ts';
import { faint, strong } from './colour.ts';
import { cutEnd, formatCount, formatSeconds } from './format.ts';
import type { TextStyle } from './terminal.ts';

const titles: Readonly<Record<MeasureName, string>> = {
  shares: 'CPU time of lines and functions',
  split: 'Python, native code, kernel',
  waiting: 'Waiting',
  sums: 'Sums',
  intervals: '95 % intervals',
  stacks: 'Impossible stacks',
  missed: 'CPU time without a stack',
  memory: 'Memory held',
  copies: 'Bytes copied',
  overhead: 'Overhead',
};

const marks: Readonly<Record<Verdict, string>> = { ok: '✓', off: '✗', open: '?' };

const prefixes: Readonly<Record<Verdict, string>> = { ok: '', off: 'off: ', open: 'open: ' };

/** Parts and stacks that are off, of one measure. */
const mostShown = 5;

/** Lines without a line end. */
export function formatVerification(verification: VerificationJson, style: TextStyle): string[] {
  const { python, interpreter, wall_s: wall, measures } = verification;
  return [
    strong(style, `Heatline ${verification.heatline} held against programs that know what they did`),
    faint(style, `CPython ${python}, ${interpreter}; ${formatSeconds(wall)}`),
    '',
    ...measures.flatMap((measure) => formatMeasure(measure, style)),
    '',
    strong(style, conclusion(verification)),
  ];
}

function formatMeasure(measure: MeasureJson, style: TextStyle): string[] {
  const { verdict, name } = measure;
  return [
    `${strong(style, `${marks[verdict]} ${titles[name]}`)}: ${prefixes[verdict]}${finding(measure)}`,
    faint(style, `    against ${measure.against}`),
    faint(style, `    promised: ${promise(measure)}`),
    ...measure.parts
      .filter(({ ok }) => !ok)
      .toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error))
      .slice(0, mostShown)
      .map((part) => cutEnd(`    ${offText(measure, part)}`, style.width)),
    ...measure.examples.slice(0, mostShown).map((stack) => cutEnd(`    ${stack}`, style.width)),
  ];
}

function finding(measure: MeasureJson): string {
  const figure = (name: string): number => measure.figures[name] ?? NaN;
  switch (measure.name) {
    case 'shares':
    case 'split':
      return `errors of at most ${points(measure.max_error)}, ${points(measure.mean_error)} in the mean (${formatCount(measure.parts.length, 'part')})`;
    case 'waiting':
    case 'sums':
    case 'copies':
      return `errors of at most ${percent(measure.max_error)}, ${percent(measure.mean_error)} in the mean (${formatCount(measure.parts.length, 'part')})`;
    case 'intervals':
      return `${figure('inside')} of ${figure('intervals')} contain the truth: ${shareText(figure('share'))}, which says ${shareText(figure('low'))} to ${shareText(figure('high'))}`;
    case 'stacks':
      return `${figure('impossible')} in ${figure('stacks')} different stacks, the deepest with ${figure('deepest')} of the known functions`;
    case 'missed':
      return `${shareText(figure('share'))} of ${formatSeconds(figure('cpu_s'))} (${formatCount(figure('dropped'), 'sample')} of ${figure('signals')} dropped)`;
    case 'memory':
      return `bias ${signed(figure('bias'))}, standard deviation ${percent(figure('deviation'))}, errors of at most ${percent(measure.max_error)} (${formatCount(measure.parts.length, 'part')})`;
    case 'overhead':
      return overheadText(figure);
  }
}

function promise({ name, promised }: MeasureJson): string {
  switch (name) {
    case 'shares':
    case 'split':
      return `${points(promised)}, and what chance adds`;
    case 'waiting':
    case 'sums':
    case 'copies':
      return percent(promised);
    case 'intervals':
      return `at least ${percent(promised)}`;
    case 'stacks':
      return 'none';
    case 'missed':
    case 'overhead':
      return `less than ${percent(promised)}`;
    case 'memory':
      return `a bias of ${percent(promised)}, and what chance adds`;
  }
}

function overheadText(figure: (name: string) => number): string {
  const said = (['elapsed', 'cpu'] as const).map((name) => {
    const [value, low, high] = [figure(name), figure(`${name}_low`), figure(`${name}_high`)];
    const word = name === 'cpu' ? 'CPU' : name;
    const interval = `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
    // Inside the noise no ratio is claimed.
    return low <= 1 && high >= 1
      ? `${word} no difference beyond the noise ${interval}`
      : `${word} ${value.toFixed(3)}x ${interval}`;
  });
  return `${said.join(', ')} (${formatCount(figure('pairs'), 'pair')} of runs)`;
}

function offText({ unit, name }: MeasureJson, { run, part, truth, measured, error, allowed }: PartJson): string {
  const amount = (value: number): string => {
    if (unit === 'share') return shareText(value);
    if (name === 'waiting' || name === 'sums') return formatSeconds(value);
    return name === 'overhead' ? `${value.toFixed(3)}x` : `${(value / 1e6).toFixed(1)} MB`;
  };
  const off = unit === 'share' ? points(error) : percent(Math.abs(error));
  const most = unit === 'share' ? points(allowed) : percent(allowed);
  return `${run}, ${part}: ${amount(measured)} for ${amount(truth)}, off by ${off}, allowed ${most}`;
}

function conclusion({ verdict, measures }: VerificationJson): string {
  const named = (wanted: Verdict): string =>
    measures
      .filter((measure) => measure.verdict === wanted)
      .map(({ name }) => titles[name])
      .join(', ');
  switch (verdict) {
    case 'ok':
      return 'All of it holds on this machine and interpreter.';
    case 'open':
      return `Nothing is off. Too noisy to tell: ${named('open')}.`;
    case 'off':
      return `Off: ${named('off')}. The numbers of this interpreter on this machine are not to be trusted there.`;
  }
}

function points(share: number | null): string {
  return share === null ? 'nothing known' : `${(Math.abs(share) * 100).toFixed(1)} points`;
}

function percent(part: number | null): string {
  return part === null ? 'nothing known' : `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}

function signed(part: number): string {
  return `${part > 0 ? '+' : ''}${(part * 100).toFixed(1)} %`;
}
