/** The function that a user marks as the beginning of the program's own work: `function`, `Class.method` or `file.py:function`. */

export interface ReadyMark {
  /** Its qualified name, as far as the interpreter knows it. */
  readonly function: string;
  /** The end of its file's path; "" for any file. */
  readonly file: string;
}

/** Room in the capture file, each with a NUL behind it. */
export const readyMarkBytes = { function: 256, file: 1024 } as const;

const name = /^[\p{L}_][\p{L}\p{N}_]*(?:\.(?:<locals>\.)?[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** @returns what is wrong with it, as the end of a sentence, where it names no function */
export function parseReadyMark(text: string): ReadyMark | string {
  const colon = text.lastIndexOf(':');
  const mark = {
    function: text.slice(colon + 1),
    file: colon < 0 ? '' : text.slice(0, colon).replace(/^(?:\.\/)+/, ''),
  };
  const call = /^(.*?)\(.*\)$/.exec(mark.function)?.[1];
  if (call !== undefined) return `it takes the function's name alone: "${call}"`;
  if (!name.test(mark.function)) return `"${mark.function}" is no name of a function`;
  if (colon === 0) return 'there is no file before the ":"';
  if (mark.file !== '' && !/\.py$|\//.test(mark.file))
    return `"${mark.file}" is no file: it takes "${mark.file.replaceAll('.', '/')}.py:${mark.function}"`;
  if (mark.file.split('/').includes('..')) return 'the file is named by the end of its path, without ".."';
  const fits = (part: keyof ReadyMark): boolean => byteLength(mark[part]) < readyMarkBytes[part];
  return fits('function') && fits('file') && !text.includes('\0') ? mark : 'it is too long';
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
