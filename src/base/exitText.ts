/** How a process ended, in a word or two. */

export interface Ending {
  readonly exit: { readonly status: number | null; readonly signal: string | null } | null;
  /** It became another program by exec. */
  readonly replaced: boolean;
  /** Of several: how many did not end with 0. */
  readonly count?: number;
  readonly failed?: number;
}

/** "exit 0", "SIGKILL", "exec", "3 failed"; "" where nobody knows. */
export function exitText({ exit, replaced, count = 1, failed = 0 }: Ending): string {
  if (replaced) return 'exec';
  if (count > 1 && failed > 0) return `${failed} failed`;
  if (exit === null) return '';
  return exit.signal ?? `exit ${exit.status ?? 0}`;
}
