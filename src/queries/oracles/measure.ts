/** What all measures of a verification share: parts with an error and what is allowed of it. */
import type { MeasureJson, PartJson } from '../../protocol/verification.ts';

type PartWithoutVerdict = Omit<PartJson, 'ok'>;

/** An error that is no number contradicts. */
export function judgePart(part: PartWithoutVerdict): PartJson {
  return { ...part, ok: Math.abs(part.error) <= part.allowed };
}

type MeasureOfParts = Omit<MeasureJson, 'verdict' | 'max_error' | 'mean_error' | 'figures' | 'examples' | 'parts'> & {
  readonly parts: readonly PartWithoutVerdict[];
  readonly figures?: MeasureJson['figures'];
  /** Besides the parts. */
  readonly isOff?: boolean;
};

/** Off when one part is, or when there is none. */
export function measureOfParts({ isOff = false, figures = {}, ...given }: MeasureOfParts): MeasureJson {
  const parts = given.parts.map(judgePart);
  const errors = parts.map(({ error }) => Math.abs(error));
  const ok = parts.length > 0 && parts.every((part) => part.ok) && !isOff;
  return {
    ...given,
    verdict: ok ? 'ok' : 'off',
    max_error: errors.length > 0 ? Math.max(...errors) : null,
    mean_error: errors.length > 0 ? mean(errors) : null,
    parts,
    figures,
    examples: [],
  };
}

/** NaN for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
