/** Marks a branch that the types rule out. Throws, because reaching it is a programmer's error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}
