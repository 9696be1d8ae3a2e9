/** What kind of copy it was, from the functions below the charged line. */
import type { Profile } from '../profile/profile.ts';
import { frameKind } from '../profile/tables.ts';
import type { CopyKindName } from '../protocol/profileJson.ts';

interface Rule {
  readonly kind: CopyKindName;
  readonly library?: RegExp;
  readonly symbol?: RegExp;
  /** Of a Python file out of scope that was called from the line. */
  readonly file?: RegExp;
}

/** A frame is what the first rule that fits says; the outermost frame that fits decides, because it says what the line asked for. */
const rules: readonly Rule[] = [
  {
    kind: 'pickle',
    library: /\/_pickle\./,
    symbol: /^(_pickle_|Pickler_|Unpickler_|pickle_)/,
    file: /\/(pickle|copyreg|shelve)\.py$/,
  },
  { kind: 'numpy', library: /\/numpy[/.]|_multiarray_umath|\/numpy\.libs\//, file: /\/numpy\// },
  {
    kind: 'buffer',
    library: /\/(_socket|_ssl|_io|mmap|zlib|_bz2|_lzma)\.|\/libssl|\/libcrypto/,
    symbol:
      /^(_?io_|_bufferedreader|_bufferedwriter|buffered|bytesio|stringio|_io__|textiowrapper|fileio|sock_|socket_|mmap_|_Py_read|_Py_write|PyMemoryView_|memory_|bytesio_|BytesIO|StringIO|Buffered|TextIO)/i,
    file: /\/(socket|ssl|socketserver|_pyio|selectors)\.py$/,
  },
  {
    kind: 'string',
    symbol:
      /^(unicode|PyUnicode|_PyUnicode|str_|formatter_|_copy_characters|string_|BUILD_STRING|ucs[124]lib_|asciilib_)/i,
  },
  { kind: 'bytes', symbol: /^(bytes|PyBytes|_PyBytes|bytearray|PyByteArray|stringlib_)/i },
  {
    kind: 'list',
    symbol: /^(list|PyList|_PyList|tuple|PyTuple|_PyTuple|PySequence_(List|Tuple|Fast)|array_|arrayiter|deque)/i,
  },
];

/** Kinds of leaves, remembered; `node` is where the copy happened, `charged` the line's own node above it. */
export function copyKinds(profile: Profile): (node: number, charged: number) => CopyKindName {
  const { nodes, functions } = profile;
  const known = new Map<number, CopyKindName | undefined>();

  function kindOfFunction(func: number): CopyKindName | undefined {
    if (!known.has(func)) known.set(func, describe(profile, func));
    return known.get(func);
  }

  return (node, charged) => {
    let outermost: CopyKindName | undefined;
    for (let at = node; at >= 0 && at !== charged; at = nodes.parent[at] ?? -1) {
      const func = nodes.func[at] ?? -1;
      if (functions.kind[func] === undefined || nodes.kind[at] === frameKind.truncated) continue;
      outermost = kindOfFunction(func) ?? outermost;
    }
    return outermost ?? 'other';
  };
}

function describe({ functions, libraries, files }: Profile, func: number): CopyKindName | undefined {
  const symbol = functions.name[func] ?? '';
  if (functions.kind[func] === frameKind.python) {
    const path = files[functions.file[func] ?? -1]?.path ?? '';
    return rules.find(({ file }) => file?.test(path))?.kind;
  }
  const path = libraries[functions.library[func] ?? -1]?.path ?? '';
  return rules.find(({ library, symbol: named }) => library?.test(path) === true || named?.test(symbol) === true)?.kind;
}
