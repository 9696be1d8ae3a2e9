/** The import statements of a document that findings of the shown run speak of, where they are now. */

import { ownStatements, type Statement } from '../queries/imports/statements.ts';
import type { OpenedFile, Shown } from './openedFile.ts';

export interface DocumentStatement {
  /** 1-based, in the document. */
  readonly line: number;
  /** As it was recorded. */
  readonly statement: Statement;
}

/** By line; without those that were edited since. */
export function statementsHere({ file, map, shown }: OpenedFile & { readonly shown: Shown }): DocumentStatement[] {
  return ownStatements(shown.imports.report().findings)
    .filter(({ path }) => path === file.path)
    .flatMap((statement) => {
      const at = map.toDocument(statement.line);
      return at === undefined || at.edited ? [] : [{ line: at.line, statement }];
    })
    .sort((a, b) => a.line - b.line);
}
