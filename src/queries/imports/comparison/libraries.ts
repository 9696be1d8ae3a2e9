/** What each library costs and is used, beside the earlier runs. */
import type { LibraryChange, LoadingChange, TimeChange } from '../../../protocol/importComparison.ts';
import { timeChange, useChange, type Noise } from './noise.ts';
import { costOf, isCompiledInSome, libraryIn, presenceOf, type Part, type Presence, type Run } from './run.ts';

/** Claimed differences first, the largest in time first. */
export function libraryChanges(before: readonly Run[], now: Run, noise: Noise): LibraryChange[] {
  const known = new Map(
    [...before, now].flatMap(({ report }) => report.libraries.map(({ library, origin }) => [library, origin] as const)),
  );
  return [...known]
    .map(([library, origin]): LibraryChange => {
      const earlier = before.map((run) => libraryIn(run, library));
      const last = libraryIn(now, library);
      return {
        library,
        origin,
        loading: loadingChange(earlier, last),
        init: costChange(earlier, last, noise),
        use: useChange(
          earlier.map(({ use }) => use),
          last.use,
        ),
      };
    })
    .sort((a, b) => rank(a) - rank(b) || Math.abs(b.init.difference_s) - Math.abs(a.init.difference_s));
}

function rank({ loading, init, use }: LibraryChange): number {
  return (loading !== 'same' && loading !== 'unsure') || init.claim !== null || use.claim !== null ? 0 : 1;
}

export function costChange(before: readonly Part[], now: Part, noise: Noise): TimeChange {
  return timeChange({
    before: before.map(costOf),
    now: costOf(now),
    noise,
    compiled: isCompiledInSome([...before, now]),
  });
}

export function loadingChange(before: readonly Part[], now: Part): LoadingChange {
  const [first = 'absent', ...others] = before.map(presenceOf);
  if (others.some((each) => each !== first)) return 'unsure';
  return changes[first][presenceOf(now)];
}

const changes: Readonly<Record<Presence, Readonly<Record<Presence, LoadingChange>>>> = {
  init: { init: 'same', later: 'later', absent: 'went' },
  later: { init: 'earlier', later: 'same', absent: 'went' },
  absent: { init: 'came', later: 'came', absent: 'same' },
};
