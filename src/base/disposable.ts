/** Something that holds a resource until it is told to let go. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** One disposable for several; they are released in reverse order, and only once. */
export function disposeTogether(parts: Iterable<Disposable>): Disposable {
  const held = [...parts];
  return {
    dispose() {
      for (let part = held.pop(); part !== undefined; part = held.pop()) part.dispose();
    },
  };
}
