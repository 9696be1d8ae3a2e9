/** "118 ms", "1.4 ms", "1.20 s": what loading something takes, with three digits at most. */
export function durationText(seconds: number): string {
  if (seconds >= 9.995) return `${seconds.toFixed(1)} s`;
  if (seconds >= 0.9995) return `${seconds.toFixed(2)} s`;
  return `${(seconds * 1e3).toFixed(seconds < 0.009_95 ? 1 : 0)} ms`;
}
