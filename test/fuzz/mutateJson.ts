/** Damage to JSON: values of other types and sizes in the tree, then to its text. */
import { isJsonObject } from '../../src/base/jsonObject.ts';
import type { Chance } from './chance.ts';

const mostOperations = 6;
const deep = 5000;
const mostCharacters = 2 ** 20;

export function mutateJson(text: string, chance: Chance): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Damaged before; only its text can be damaged more.
    return mutateText(text, chance);
  }
  for (let left = chance.few(mostOperations); left > 0; left--) value = changeValue(value, chance);
  const written = (JSON.stringify(value) ?? '').slice(0, mostCharacters);
  return chance.happens(0.3) ? mutateText(written, chance) : written;
}

/** A copy with one value in it changed. */
function changeValue(value: unknown, chance: Chance): unknown {
  if (chance.happens(0.25)) return strange(value, chance);
  if (Array.isArray(value) && value.length > 0) {
    const list: unknown[] = [...(value as unknown[])];
    const at = chance.below(list.length);
    const choice = chance.below(5);
    if (choice === 0) list.splice(at, 1);
    else if (choice === 1) list.splice(at, 0, ...list.slice(0, chance.few(20)));
    else list[at] = changeValue(list[at], chance);
    return list;
  }
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    const key = chance.one(Object.keys(value));
    if (chance.happens(0.1)) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    return { ...value, [key]: changeValue(value[key], chance) };
  }
  return strange(value, chance);
}

const strangeValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  2 ** 64,
  '',
  '\0',
  '../../../../etc/passwd',
  '/dev/zero',
  '\ud800',
  '1970-01-01T00:00:00.000Z',
  [],
  {},
  [[]],
  { __proto__: null, constructor: 1, length: 1e9 },
];

function strange(value: unknown, chance: Chance): unknown {
  if (chance.happens(0.05)) return 'x'.repeat(chance.few(100_000));
  if (chance.happens(0.05))
    return Array.from({ length: chance.few(typeof value === 'object' ? 20 : 20_000) }, () => value ?? 1);
  if (typeof value === 'number' && chance.happens(0.5)) return chance.one([value + 1, -value, value * 1e9, value / 3]);
  return chance.one(strangeValues);
}

export function mutateText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  switch (chance.below(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + chance.one(['"', '{', '[', ',', '\\u', '\0', '1e999', '-', 'null']) + text.slice(at);
    case 2:
      return text.slice(0, at) + '['.repeat(chance.few(deep)) + text.slice(at);
    case 3:
      return text.slice(at) + text.slice(0, at);
    case 4:
      return '[{"version":1,"streams":'.repeat(chance.few(deep)) + text;
    default:
      return text.slice(0, at) + text.slice(at + chance.few(100));
  }
}
