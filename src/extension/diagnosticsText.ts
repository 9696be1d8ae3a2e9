/** Diagnostics for a report, as text for the clipboard. They name versions, paths and settings; no source text and no secrets. */

import type { SessionSummary } from '../protocol/heat.ts';
import type { SettingDifference } from './config.ts';

export interface DiagnosticsParts {
  /** "Heatline 0.1.0", "VS Code 1.101.0", … */
  readonly versions: readonly string[];
  /** What `heatline doctor` said, or why it was not asked. */
  readonly doctor: string;
  readonly settings: readonly SettingDifference[];
  readonly lastRun: SessionSummary | undefined;
  /** The end of the log. */
  readonly log: string;
}

export interface PrivateParts {
  /** Absolute. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Markdown, so that it reads well in an issue. */
export function diagnosticsText(parts: DiagnosticsParts, hidden: PrivateParts): string {
  const settings = parts.settings.map(({ name, value, where }) => `${name}: ${value} (${where})`);
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Versions', parts.versions],
    ['heatline doctor', [parts.doctor]],
    ['Settings that differ from the defaults', settings.length === 0 ? ['none'] : settings],
    ['Last run', parts.lastRun === undefined ? ['none is shown'] : runLines(parts.lastRun)],
    ['End of the log', [parts.log]],
  ];
  const text = sections.map(([title, lines]) => `### ${title}\n\n\`\`\`\n${lines.join('\n').trimEnd()}\n\`\`\`\n`);
  return withoutPrivateParts(text.join('\n'), hidden);
}

function runLines(session: SessionSummary): string[] {
  const { end, noHeat, unexpectedEnd, problems } = session;
  const causes = [noHeat, unexpectedEnd].flatMap((cause) => (cause === null ? [] : [cause.code]));
  return [
    `Python ${session.pythonVersion} at ${session.interpreter}`,
    `elapsed ${session.wall_s.toFixed(3)} s, CPU ${session.cpu_s.toFixed(3)} s, without the processor ${session.scheduled_out_s.toFixed(3)} s`,
    `${session.samples} samples at ${session.rate_hz} Hz, 100 % is ${session.basis_s.toFixed(3)} s (${session.basis})`,
    `ended ${end.signal ?? `with status ${end.status ?? 'unknown'}`}${end.cancelled ? ', cancelled' : ''}`,
    `causes: ${causes.length === 0 ? 'none' : causes.join(', ')}`,
    `problems: ${problems.length === 0 ? 'none' : problems.map(({ code }) => code).join(', ')}`,
  ];
}

const secretName = /TOKEN|SECRET|PASS|KEY|CREDENTIAL|AUTH|COOKIE|DSN|URL/i;
/** Shorter values would be found everywhere. */
const leastSecretCharacters = 6;

/** Home as `~`; values of variables that sound secret, and passwords in addresses, not at all. */
export function withoutPrivateParts(text: string, { home, env }: PrivateParts): string {
  let clean = text;
  for (const [name, value = ''] of Object.entries(env)) {
    if (secretName.test(name) && value.length >= leastSecretCharacters) clean = clean.replaceAll(value, `<${name}>`);
  }
  clean = clean.replaceAll(/(\w+:\/\/)[^\s/@]+@/g, '$1…@');
  const folder = home.replace(/\/+$/, '');
  return folder === '' ? clean : clean.replaceAll(new RegExp(`${escaped(folder)}(?![\\w.-])`, 'g'), '~');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
