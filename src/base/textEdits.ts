/** Edits of a text by places, as tools report them. */

/** Both from 1; columns count characters (code points). */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export interface TextEdit {
  readonly start: TextPlace;
  readonly end: TextPlace;
  readonly text: string;
}

/** An edit by offsets in UTF-16 code units; `to` is behind the last one that is replaced. */
export interface TextSpan {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The text with all edits applied. Places are those of the given text; edits must not overlap. Those at the same place are inserted in their order.
 *
 * @throws RangeError when a place is not in the text, or edits overlap
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const span of editSpans(text, edits)) {
    result += text.slice(at, span.from) + span.text;
    at = span.to;
  }
  return result + text.slice(at);
}

/**
 * Where the edits are, in the order of the text.
 *
 * @throws RangeError when a place is not in the text, or edits overlap
 */
export function editSpans(text: string, edits: readonly TextEdit[]): TextSpan[] {
  const starts = lineStarts(text);
  const spans = edits
    .map((edit, order) => ({
      from: offsetOf(text, starts, edit.start),
      to: offsetOf(text, starts, edit.end),
      edit,
      order,
    }))
    .sort((a, b) => a.from - b.from || a.to - b.to || a.order - b.order);
  let at = 0;
  return spans.map(({ from, to, edit }) => {
    if (from < at || to < from) throw new RangeError(`edits overlap on line ${edit.start.line}`);
    at = to;
    return { from, to, text: edit.text };
  });
}

/** Lines end at \\n, \\r\\n or \\r, as Python's do. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function offsetOf(text: string, starts: readonly number[], { line, column }: TextPlace): number {
  const start = starts[line - 1];
  if (start === undefined) throw new RangeError(`there is no line ${line}`);
  const limit = starts[line] ?? text.length;
  let at = start;
  for (let left = column - 1; left > 0; left--) {
    if (at >= limit) throw new RangeError(`line ${line} has no column ${column}`);
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}
