/**
 * Exit statuses of the command line, as `heatline --help` documents them. `heatline run` ends with the program's own status, or
 * dies by the signal that ended the program; the others are of Heatline itself.
 */
export const exitStatus = {
  success: 0,
  /** Something failed, and a sentence said what. */
  failure: 1,
  /** The command line was not understood. */
  usage: 2,
} as const;
