/**
 * Glob patterns as VS Code's settings have them: `*` and `?` stay within a folder, `**` goes through any number of them, `{a,b}` is
 * one of several, `[0-9]` one of some characters. A pattern that names a folder stands for everything below it.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const tidy = pattern
    .trim()
    .replace(/^\.?\//, '')
    .replace(/\/+$/, '');
  const regex = new RegExp(`^${tidy.replaceAll(token, (found) => regexOf(found))}(?:/.*)?$`, 'su');
  return (path) => tidy !== '' && regex.test(path);
}

const token = /\*\*\/|\*\*|\*|\?|\{[^{}]*\}|\[[^\]/]+\]|[^*?{[]+|[{[]/g;

function regexOf(found: string): string {
  switch (found) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
  }
  if (found.length > 2 && found.startsWith('{')) {
    const choices = found.slice(1, -1).split(',');
    return `(?:${choices.map((choice) => choice.replaceAll(token, (part) => regexOf(part))).join('|')})`;
  }
  if (found.length > 2 && found.startsWith('[')) {
    return `[${found
      .slice(1, -1)
      .replace(/^!/, '^')
      .replaceAll(/[\\[]/g, String.raw`\$&`)}]`;
  }
  return found.replaceAll(/[\\^$.|?*+()[\]{}/]/g, String.raw`\$&`);
}
