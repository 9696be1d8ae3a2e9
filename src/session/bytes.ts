/** Bounded little-endian access to foreign bytes: reading past the end gives 0, never an exception. */

const wordRange = 2 ** 32;

export class ByteReader {
  readonly length: number;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.byteLength;
  }

  u32(offset: number): number {
    return offset + 4 <= this.length ? this.#view.getUint32(offset, true) : 0;
  }

  /** Exact up to 2^53. */
  u64(offset: number): number {
    return this.u32(offset) + this.u32(offset + 4) * wordRange;
  }

  /** Exact within ±2^53. */
  i64(offset: number): number {
    return this.u32(offset) + (this.u32(offset + 4) | 0) * wordRange;
  }

  bytes(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(Math.min(offset, this.length), Math.min(offset + length, this.length));
  }

  /** The same bytes from `offset` on. */
  part(offset: number, length: number): ByteReader {
    return new ByteReader(this.bytes(offset, length));
  }

  /** Text up to the first NUL or `length` bytes; bytes that are not UTF-8 become U+FFFD. */
  terminated(offset: number, length: number): string {
    const field = this.bytes(offset, length);
    const end = field.indexOf(0);
    return decodeText(end < 0 ? field : field.subarray(0, end));
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export function decodeText(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

const utf8Encoder = new TextEncoder();

export function encodeText(text: string): Uint8Array {
  return utf8Encoder.encode(text);
}

/** Writes a whole number within ±2^53 in 64 bits. */
export function setU64(view: DataView, offset: number, value: number): void {
  const high = Math.floor(value / wordRange);
  view.setUint32(offset, value - high * wordRange, true);
  view.setUint32(offset + 4, high >>> 0, true);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
