/** Something that went wrong without stopping the work: bad bytes, missing files, lost data. Shown to people as it is. */
export interface Problem {
  /** Stable, kebab-case, for tests and for looking things up. */
  readonly code: string;
  /** A sentence: what happened and what follows from it. */
  readonly message: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
