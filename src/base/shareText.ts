/** "42.1 %" */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** "±1.3": how far the 95 % interval reaches from the share, in points. Empty for an exact share. */
export function plusMinusText(share: number, [low, high]: readonly [low: number, high: number]): string {
  const reach = Math.max(high - share, share - low) * 100;
  return reach < 0.05 ? '' : `±${reach.toFixed(1)}`;
}

/** "42.1 % ±1.3" */
export function shareWithinText(share: number, ci95: readonly [low: number, high: number]): string {
  return `${shareText(share)} ${plusMinusText(share, ci95)}`.trimEnd();
}
