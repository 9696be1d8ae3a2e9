// Errors for people: cause, consequence and next step in one or two sentences, with a code to search for.

export class UserError extends Error {
  /**
   * @param {string} code stable, upper case with underscores
   * @param {string} message what happened, what it means, what to do next
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs the body of a command. A UserError becomes its sentence on stderr and exit status 1; any other error keeps its
 * stack, since it is a fault of the build itself.
 * @param {() => Promise<number | void>} body resolves to the exit status, nothing means 0
 */
export async function runCommand(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`heatline: ${error.message} [${error.code}]\n`);
    process.exitCode = 1;
  }
}
