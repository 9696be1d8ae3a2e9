/** Everything about one question in the documented schema (docs/profile-json.md). */
import type { Profile } from '../profile/profile.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';
import { attribute } from './attribution.ts';
import { copyLinesOf } from './copyLines.ts';
import { elapsedSeconds } from './elapsed.ts';
import { functionsOf } from './functions.ts';
import { hotLinesOf } from './hotLines.ts';
import { importReport, readyJson } from './imports/report.ts';
import { leaksOf } from './leaks.ts';
import { memoryTimeline } from './memoryTimeline.ts';
import { nativeFunctionsOf } from './nativeFunctions.ts';
import { processes, programSeconds, treeSeconds } from './processes.ts';
import { qualityOf } from './quality.ts';
import type { Question } from './question.ts';
import { select } from './selection.ts';
import { stallsOf } from './stalls.ts';
import { threads } from './threads.ts';

export function profileJson(profile: Profile, question: Question): ProfileJson {
  const attribution = attribute(profile, question.scope);
  const selection = select(profile, question);
  const hot = hotLinesOf(profile, question, attribution, selection);
  const { imports, findings } = importReport(profile);
  const { capture } = profile;
  const first = profile.processes.find((process) => process.pid === capture.pid) ?? profile.processes[0];
  const footprint = memoryTimeline(profile, question.thread?.pid ?? question.pid);
  return {
    schema: 'heatline-profile',
    version: 1,
    quality: qualityOf(profile, question, selection),
    process: {
      command: capture.command,
      interpreter: capture.interpreter,
      version: first?.version ?? '',
      wall_s: elapsedSeconds(profile),
      cpu_s: treeSeconds(profile),
      programs_cpu_s: programSeconds(profile),
      basis: hot.basis,
      basis_s: hot.basis_s,
      rate_hz: capture.rateHz,
      ready_at: readyJson(capture),
      window: capture.window && { begin_s: capture.window.beginSeconds, end_s: capture.window.endSeconds },
      peak_rss_bytes: footprint.peak_rss_bytes,
      peak_pss_bytes: footprint.peak_pss_bytes,
      pss_differs: footprint.pss_differs,
      peak_live_bytes: footprint.peak_live_bytes,
      timeline: footprint.points,
      exit: { status: capture.status, signal: capture.signal },
      threads: threads(profile),
      processes: processes(profile),
    },
    files: hot.files,
    functions: functionsOf(profile, attribution, selection),
    native: nativeFunctionsOf(profile, attribution, selection),
    leaks: leaksOf(profile, attribution, selection),
    copies: copyLinesOf(profile, attribution, selection).map(({ share: _, ...copy }) => copy),
    imports,
    findings,
    stalls: stallsOf(profile, attribution, selection),
    problems: profile.problems,
  };
}
