/**
 * The path of a code object's file as an absolute one, where Python left it relative to the working directory
 * (a script up to 3.8, `sys.path` entries). Names such as `<string>` stay as they are.
 */
export function absolutePath(filename: string, directory: string): string {
  if (filename === '' || filename.startsWith('<')) return filename;
  if (!filename.startsWith('/') && !directory.startsWith('/')) return filename;
  const joined = filename.startsWith('/') ? filename : `${directory}/${filename}`;
  if (!/\/\.{0,2}(?:\/|$)/.test(joined)) return joined;
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
