/** The account of every thread. */
import type { Profile } from '../profile/profile.ts';
import type { ThreadRow } from '../profile/tables.ts';
import type { ThreadJson } from '../protocol/profileJson.ts';

/** One row for each thread, or for the several that shared a row; per process, the main thread first and the rest by CPU time. */
export function threads(profile: Profile): ThreadJson[] {
  return [...profile.threads].sort(byProcessAndWeight).map(threadJson);
}

function byProcessAndWeight(a: ThreadRow, b: ThreadRow): number {
  return a.process - b.process || Number(b.main) - Number(a.main) || b.cpuSeconds - a.cpuSeconds;
}

function threadJson(thread: ThreadRow): ThreadJson {
  return {
    pid: thread.pid,
    tid: thread.tid,
    name: thread.name,
    main: thread.main,
    count: thread.count,
    lifetime_s: thread.lifetimeSeconds,
    cpu_s: thread.cpuSeconds,
    python_s: thread.pythonSeconds,
    native_s: thread.nativeSeconds,
    kernel_s: thread.kernelSeconds,
    wait_s: thread.waitSeconds,
    gil_wait_s: thread.gilWaitSeconds,
    scheduled_out_s: thread.scheduledOutSeconds,
    unsampled_s: thread.unsampledSeconds,
    samples: thread.samples,
  };
}
