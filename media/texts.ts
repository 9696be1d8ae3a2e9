/** Numbers as people read them, as everywhere else in Heatline: src/base/bytesText.ts and durationText.ts, which a page can't import. */

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** "48.3 MB", in powers of 1000. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** "118 ms", "1.4 ms", "1.20 s": what loading something takes. */
export function durationText(seconds: number): string {
  if (seconds >= 9.995) return `${seconds.toFixed(1)} s`;
  if (seconds >= 0.9995) return `${seconds.toFixed(2)} s`;
  return `${(seconds * 1e3).toFixed(seconds < 0.009_95 ? 1 : 0)} ms`;
}

/** For the ticks of an axis: "50 MB", "0". */
export function tickBytesText(bytes: number): string {
  if (bytes === 0) return '0';
  return bytesText(bytes)
    .replace(/\.0+ /, ' ')
    .replace(/(\.\d*?)0+ /, '$1 ');
}

/** For the ticks of an axis: "0.5 s", "2 s", "1:30". */
export function tickSecondsText(seconds: number): string {
  return seconds >= 60 ? secondsText(seconds) : `${Number(seconds.toFixed(3))} s`;
}

/** "44 %", "3.1 %" */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(share >= 0.0995 ? 0 : 1)} %`;
}

/** "12.3 s", "850 ms", "3:07" from a minute on. */
export function secondsText(seconds: number): string {
  if (seconds >= 60) {
    const whole = Math.round(seconds);
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
    return hours > 0 ? `${hours}:${tail}` : tail;
  }
  return seconds >= 0.9995 || seconds === 0 ? `${seconds.toFixed(2)} s` : `${(seconds * 1e3).toFixed(0)} ms`;
}
