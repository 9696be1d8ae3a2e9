// A reporter for node:test that writes one JSON line per failed test, per skipped test, per piece of output and for the
// final counts. The test command adds the counts of all levels up and prints failures and reasons itself.

/**
 * @typedef {import('node:test/reporters').TestEvent} TestEvent
 *
 * @typedef {{ kind: 'failed', name: string, file: string, line: number, text: string }} FailedLine
 * @typedef {{ kind: 'skipped', name: string, reason: string }} SkippedLine
 * @typedef {{ kind: 'output', file: string, text: string }} OutputLine
 * @typedef {{ kind: 'counts', passed: number, failed: number, skipped: number }} CountsLine
 * @typedef {FailedLine | SkippedLine | OutputLine | CountsLine} ReportLine
 */

/**
 * The error as its author threw it: node:test wraps it once. A file whose process died has no error of its own.
 * @param {unknown} error
 * @returns {string}
 */
function describeError(error) {
  if (!(error instanceof Error)) return String(error);
  if ('signal' in error && typeof error.signal === 'string') return `the test process was ended by ${error.signal}`;
  if ('exitCode' in error && typeof error.exitCode === 'number') {
    return `the test process ended with status ${error.exitCode}`;
  }
  const cause = error.cause instanceof Error ? error.cause : error;
  const text = cause.stack ?? cause.message;
  // The runner's own frames say nothing about the failure.
  return text.replace(/\n {4}at [^\n]*node:internal[^\n]*/g, '');
}

/**
 * A parent fails and is counted along with its failed subtests; only the subtests say why.
 * @param {unknown} error
 * @returns {boolean}
 */
function onlyRepeatsSubtests(error) {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}

/**
 * node:test passes a file that defines no test, or that ends itself before its tests ran, as one test of the file's name.
 * @param {string} name
 * @param {string | undefined} file
 * @param {number} nesting
 * @returns {boolean}
 */
function isFileWithoutTests(name, file, nesting) {
  return nesting === 0 && file !== undefined && name !== '' && file.endsWith(name) && name.includes('.test.');
}

/**
 * @param {AsyncIterable<TestEvent>} source
 * @returns {AsyncGenerator<ReportLine>}
 */
async function* readLines(source) {
  let emptyFiles = 0;
  for await (const event of source) {
    if (event.type === 'test:fail') {
      const { name, file = '', line = 0, details } = event.data;
      if (!onlyRepeatsSubtests(details.error)) {
        yield { kind: 'failed', name, file, line, text: describeError(details.error) };
      }
    } else if (event.type === 'test:pass') {
      const { name, file, nesting, skip } = event.data;
      if (skip !== undefined && skip !== false) {
        yield { kind: 'skipped', name, reason: typeof skip === 'string' ? skip : 'no reason given' };
      } else if (isFileWithoutTests(name, file, nesting)) {
        emptyFiles++;
        yield { kind: 'failed', name, file: file ?? '', line: 1, text: 'no test ran in this file' };
      }
    } else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      yield { kind: 'output', file: event.data.file ?? '', text: event.data.message };
    } else if (event.type === 'test:summary' && event.data.file === undefined) {
      const { tests, passed, skipped, todo } = event.data.counts;
      // What is neither of these failed or was cancelled.
      const failed = tests - passed - skipped - todo;
      yield { kind: 'counts', passed: passed - emptyFiles, failed: failed + emptyFiles, skipped };
    }
  }
}

/**
 * @param {AsyncIterable<TestEvent>} source
 * @returns {AsyncGenerator<string>}
 */
export default async function* report(source) {
  for await (const line of readLines(source)) yield `${JSON.stringify(line)}\n`;
}
