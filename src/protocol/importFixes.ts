/** What can become of import statements that findings speak of, as it travels to the editor. */

/** A statement in a document as it is now. Lines are 1-based. */
export interface StatementFix {
  readonly line: number;
  /** The text of that line, without indentation. */
  readonly text: string;
  /** What deferring it saves, when it then is not needed. */
  readonly saving_s: number;
  readonly isSafe: boolean;
  /** Why it stays, or what remains to be said of the change. */
  readonly remarks: readonly FixRemark[];
}

export interface FixRemark {
  readonly message: string;
  /** Where that is seen, in the same document. */
  readonly line: number;
}

/** A replaced range. Lines and characters as the language server protocol counts them: from 0, in UTF-16 code units. */
export interface DocumentEdit {
  readonly start: DocumentPosition;
  readonly end: DocumentPosition;
  readonly text: string;
}

export interface DocumentPosition {
  readonly line: number;
  readonly character: number;
}

/** Why nothing is known; `message` is for people. */
export interface FixesFailed {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
}

/** What can become of each statement alone, by line. */
export type ImportFixesResult =
  { readonly kind: 'planned'; readonly statements: readonly StatementFix[] } | FixesFailed;

/** What changes when all that is safe is done at once. */
export type DeferImportsResult =
  | {
      readonly kind: 'planned';
      /** Of the document that the edits belong to. */
      readonly version: number;
      readonly statements: readonly StatementFix[];
      readonly edits: readonly DocumentEdit[];
    }
  | FixesFailed;
