const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** "48.3 MB", "950 kB", "1.24 GB": three digits that count, in units that are powers of 1000. */
export function bytesText(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${bytes < 0 ? '-' : ''}${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/**
 * "48.3 MB ±3 %": how far the interval reaches, of the value. Without it where that is below half a percent; "up to 800 kB" where
 * it is wider than the value.
 */
export function bytesWithinText(bytes: number, [low, high]: readonly [low: number, high: number]): string {
  const reach = bytes > 0 ? Math.max(high - bytes, bytes - low) / bytes : 0;
  if (reach > 1) return `up to ${bytesText(high)}`;
  return reach >= 0.005 ? `${bytesText(bytes)} ±${(reach * 100).toFixed(0)} %` : bytesText(bytes);
}

/** "64 KiB": of powers of two, in units that are powers of 1024. */
export function binaryBytesText(bytes: number): string {
  const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = Math.min(binary.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** unit).toFixed(0)} ${binary[unit] ?? ''}`;
}
