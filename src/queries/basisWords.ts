/** What 100 % is, in words: the same on every screen. */
import type { BasisName } from '../protocol/profileJson.ts';
import type { Question } from './question.ts';

const timeWords: Readonly<Record<BasisName, string>> = { elapsed: 'elapsed time', cpu: 'CPU time', wait: 'waiting' };

/** What a share of 1 stands for. @param threadName what the thread is called, when one is asked about */
export function basisWords(
  { basis, thread, pid }: Pick<Question, 'basis' | 'thread' | 'pid'>,
  threadName = 'this thread',
): string {
  if (thread !== undefined) return `${timeWords[basis]} of ${threadName}`;
  const whose = pid === undefined ? 'all threads' : 'all its threads';
  return basis === 'elapsed'
    ? 'elapsed time of the main thread plus CPU time of the others'
    : `${timeWords[basis]} of ${whose}`;
}
