import { noTimeline } from '../../../src/profile/memoryTables.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';

const seconds = Float64Array.from({ length: 51 }, (_, index) => index / 5);
const liveBytes = seconds.map((at) => (20 + 8 * at) * 1e6);
const timeline = {
  ...noTimeline,
  length: seconds.length,
  bucketSeconds: 0.2,
  seconds,
  liveHighBytes: liveBytes,
  liveEndBytes: liveBytes,
  rssBytes: liveBytes.map((bytes) => bytes * 1.2),
};

/** 10 s: line 5 is filled once, line 9 grows for good, line 12 lets go of what it copies, line 20 has time only. */
export function memoryProfile(): Profile {
  return profileFromDrawing(
    `
    alloc    20          80                                                  400           0
    seconds  4           1                                                   3             2
    live     20          80                                                  0             0
    atpeak   20          80                                                  0.01          0
    peak     20          80                                                  4             0
    samples  40          160                                                 100           0
    churn    0           0                                                   400           0
    copied                                                                   400@21
    domain   python      native                                              python
    steps    0.2:20      1:8,2:16,3:24,4:32,5:40,6:48,7:56,8:64,9:72,9.8:80  4:4,4.2:0
             a.py:5 f@4  a.py:9 g@8                                          a.py:12 h@11  a.py:20 j
    `,
    { script: 'a.py', scope: [] },
    { peakLiveBytes: 100e6, peakSeconds: 10, allocBytes: 500e6, copyBytes: 400e6, peakRssBytes: 120e6, timeline },
  );
}
