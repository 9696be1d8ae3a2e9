/** Damage to bytes whose meaning is not known: flips, splices, words to extremes, what is cut off or too long. */
import type { Chance } from './chance.ts';

const extremeWords = [
  0, 1, 2, 7, 8, 15, 16, 255, 256, 4095, 0x7fff, 0xffff, 0xfffff, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff,
];
const mostOperations = 40;

/** The same bytes, or others in their place; the given ones are changed. */
export function mutateBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  let damaged = bytes;
  for (let left = chance.few(mostOperations); left > 0; left--) damaged = mutateOnce(damaged, chance);
  return damaged;
}

function mutateOnce(bytes: Uint8Array, chance: Chance): Uint8Array {
  if (bytes.length < 16) return chance.bytes(chance.below(64));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = chance.below(bytes.length);
  switch (chance.below(9)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
      return bytes;
    case 1:
      bytes[at] = chance.below(256);
      return bytes;
    case 2:
      view.setUint32(wordAt(bytes, chance, 4), chance.one(extremeWords), true);
      return bytes;
    case 3: {
      const wide = wordAt(bytes, chance, 8);
      view.setUint32(wide, chance.one(extremeWords), true);
      view.setUint32(wide + 4, chance.one(extremeWords), true);
      return bytes;
    }
    case 4:
      // A word from elsewhere: an id or a length that exists, in the wrong place.
      view.setUint32(wordAt(bytes, chance, 4), view.getUint32(wordAt(bytes, chance, 4), true), true);
      return bytes;
    case 5:
      bytes.copyWithin(chance.below(bytes.length), at, at + chance.few(4096));
      return bytes;
    case 6:
      bytes.fill(chance.happens(0.5) ? 0 : 255, at, Math.min(bytes.length, at + chance.few(1024)));
      return bytes;
    case 7:
      return chance.happens(0.2) ? bytes.subarray(0, at) : bytes;
    default:
      bytes.set(chance.bytes(Math.min(chance.few(256), bytes.length - at)), at);
      return bytes;
  }
}

/** A place for a word of `size` bytes, on its boundary. */
function wordAt(bytes: Uint8Array, chance: Chance, size: number): number {
  return size * chance.below(Math.floor(bytes.length / size));
}
