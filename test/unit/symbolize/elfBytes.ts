/** A little ELF file with the parts that names are read from. */
export interface ElfSymbol {
  readonly name: string;
  readonly start: number;
  readonly size: number;
  /** Bits of st_info: binding << 4 | type. A global function unless told. */
  readonly info?: number;
  readonly undefined?: boolean;
}

export function elfBytes(symbols: readonly ElfSymbol[], buildId = 'ab'.repeat(20)): Uint8Array {
  const text = ['', ...symbols.map((symbol) => symbol.name)];
  const names = new TextEncoder().encode(`${text.join('\0')}\0`);
  const nameAt = text.map(
    (_, index) =>
      new TextEncoder().encode(
        text
          .slice(0, index)
          .map((name) => `${name}\0`)
          .join(''),
      ).length,
  );
  const note = new Uint8Array(16 + buildId.length / 2);
  const noteView = new DataView(note.buffer);
  noteView.setUint32(0, 4, true);
  noteView.setUint32(4, buildId.length / 2, true);
  noteView.setUint32(8, 3, true);
  note.set(new TextEncoder().encode('GNU\0'), 12);
  note.set(
    Uint8Array.from(buildId.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
    16,
  );
  const table = new Uint8Array(24 * (symbols.length + 1));
  const tableView = new DataView(table.buffer);
  for (const [index, symbol] of symbols.entries()) {
    const at = 24 * (index + 1);
    tableView.setUint32(at, nameAt[index + 1] ?? 0, true);
    tableView.setUint8(at + 4, symbol.info ?? 0x12);
    tableView.setUint16(at + 6, symbol.undefined === true ? 0 : 1, true);
    tableView.setBigUint64(at + 8, BigInt(symbol.start), true);
    tableView.setBigUint64(at + 16, BigInt(symbol.size), true);
  }
  // Sections: none, notes, names, symbols (which names its table of names).
  const parts = [note, names, table];
  const types = [7, 3, 2];
  const offsets = [64, 64 + note.length, 64 + note.length + names.length];
  const sectionsAt = 64 + note.length + names.length + table.length;
  const bytes = new Uint8Array(sectionsAt + 4 * 64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  view.setUint16(58, 64, true);
  view.setUint16(60, 4, true);
  for (const [index, part] of parts.entries()) {
    bytes.set(part, offsets[index]);
    const at = sectionsAt + 64 * (index + 1);
    view.setUint32(at + 4, types[index] ?? 0, true);
    view.setBigUint64(at + 24, BigInt(offsets[index] ?? 0), true);
    view.setBigUint64(at + 32, BigInt(part.length), true);
    view.setUint32(at + 40, 2, true);
  }
  return bytes;
}
