/** Numbers and text as people read them. Rounding is the only thing that happens to a number here. */

/** "1.23 s", "12.3 ms", "456 µs". */
export function formatSeconds(seconds: number): string {
  if (seconds >= 100) return `${seconds.toFixed(0)} s`;
  if (seconds >= 9.995) return `${seconds.toFixed(1)} s`;
  if (seconds >= 0.9995) return `${seconds.toFixed(2)} s`;
  if (seconds >= 0.00095) return `${(seconds * 1e3).toFixed(seconds < 0.00995 ? 1 : 0)} ms`;
  return seconds > 0 ? `${(seconds * 1e6).toFixed(0)} µs` : '0 s';
}

/** Seconds with two digits, for columns under a unit; "." where it rounds to nothing. */
export function formatSecondsCell(seconds: number): string {
  const text = seconds.toFixed(seconds >= 100 ? 0 : 2);
  return text === '0.00' ? '·' : text;
}

/** "1.5 MiB" */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${Math.round(count)} ${count === 1 ? one : many}`;
}

/** Cut to `width` characters, with an ellipsis where something is missing. */
export function cutEnd(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** As `cutEnd`, but the end stays: for paths. */
export function cutStart(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - Math.max(0, width - 1))}`;
}

/** A source line as it can stand in a table: tabs to spaces, no control characters, no trailing space. */
export function printableSource(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replaceAll(/\p{Cc}/gu, '')
    .trimEnd();
}

/** Below the home folder as `~/…`; below the working folder relative to it. */
export function shortPath(path: string, cwd: string, home: string): string {
  if (cwd !== '/' && path.startsWith(`${cwd}/`)) return path.slice(cwd.length + 1);
  return home !== '/' && path.startsWith(`${home}/`) ? `~/${path.slice(home.length + 1)}` : path;
}
