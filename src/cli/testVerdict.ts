/** What a project's tests say of a change: they are run without it and with it. */
import type { TestRun } from '../tools/projectTests.ts';

/**
 * `skipped`: not asked for. `none`: there are no tests. `pass`: what passed before still does. `broken`: the change breaks tests, which ones is in `tests` where it is known.
 * `unknown`: nothing can be said, because the tests don't work without the change either.
 */
export type TestVerdict =
  | { readonly kind: 'skipped' }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'pass'; readonly before: TestRun; readonly after: TestRun }
  | { readonly kind: 'broken'; readonly tests: readonly string[]; readonly before: TestRun; readonly after: TestRun }
  | { readonly kind: 'unknown'; readonly before: TestRun };

/** @param after undefined: not run, because nothing can follow from it */
export function testVerdict(before: TestRun, after: TestRun | undefined): TestVerdict {
  if (before.status === 'none') return { kind: 'none', reason: before.reason };
  if (after === undefined || isUseless(before)) return { kind: 'unknown', before };
  const known = new Set(before.failed);
  const tests = after.failed.filter((name) => !known.has(name));
  if (after.status === 'passed') return { kind: 'pass', before, after };
  if (before.status === 'passed') return { kind: 'broken', tests, before, after };
  if (after.status !== 'failed') return { kind: 'broken', tests: [], before, after };
  // A runner that names no tests can't tell new failures from old ones.
  if (tests.length === 0) return { kind: 'pass', before, after };
  return known.size === 0 ? { kind: 'unknown', before } : { kind: 'broken', tests, before, after };
}

/** Tests that don't come to an end without the change say nothing of it. */
export function isUseless({ status }: TestRun): boolean {
  return status === 'timeout' || status === 'broken';
}
