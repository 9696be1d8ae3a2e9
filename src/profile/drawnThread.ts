/** The account of a thread in a drawn profile: it lives as long as its cells. */
import { cellClass, firstWaitClass, type ThreadRow } from './tables.ts';

export interface DrawnTime {
  readonly seconds: number;
  readonly class: number;
  readonly thread: string;
  readonly samples: number;
}

export function drawnThread(name: string, index: number, columns: readonly DrawnTime[]): ThreadRow {
  const own = columns.filter((column) => column.thread === name);
  const secondsOf = (matches: (kind: number) => boolean) =>
    own.reduce((sum, column) => sum + (matches(column.class) ? column.seconds : 0), 0);
  const cpuSeconds = secondsOf((kind) => kind < firstWaitClass);
  const waitSeconds = secondsOf((kind) => kind >= firstWaitClass);
  const nativeSeconds = secondsOf((kind) => kind === cellClass.native);
  const kernelSeconds = secondsOf((kind) => kind === cellClass.kernel);
  return {
    process: 0,
    pid: 100,
    tid: 100 + index,
    name,
    main: index === 0,
    count: 1,
    lifetimeSeconds: cpuSeconds + waitSeconds,
    cpuSeconds,
    pythonSeconds: cpuSeconds - nativeSeconds - kernelSeconds,
    nativeSeconds,
    kernelSeconds,
    waitSeconds,
    shortWaitSeconds: 0,
    gilWaitSeconds: secondsOf((kind) => kind === cellClass.gil),
    scheduledOutSeconds: 0,
    unsampledSeconds: 0,
    samples: own.reduce((sum, column) => sum + (column.class < firstWaitClass ? column.samples : 0), 0),
  };
}
