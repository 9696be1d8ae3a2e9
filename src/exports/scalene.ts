/**
 * The JSON that Scalene's viewer reads (fields of ScaleneJSONSchema in scalene 2.4's scalene_json.py).
 *
 * Percentages are of the question's basis, and `elapsed_time_sec` is that basis, so that the viewer's percent times elapsed gives our
 * seconds. Python = own and library Python; C = native; system = kernel and the waiting that counts in the basis. GPU and coroutines are
 * not measured: their fields are 0 and `gpu` and `async_profile` are false; so is `memory` of a run without it.
 */
import type { Profile } from '../profile/profile.ts';
import { attribute } from '../queries/attribution.ts';
import type { Question } from '../queries/question.ts';
import { select } from '../queries/selection.ts';
import { scaleneFootprint } from './scaleneMemory.ts';
import { scaleneFiles, type SourceText } from './scaleneFiles.ts';

/** @param sourceText without it the viewer shows line numbers and no code */
export function exportScalene(profile: Profile, question: Question, sourceText?: SourceText): string {
  const attribution = attribute(profile, question.scope);
  const selection = select(profile, question);
  const { capture } = profile;
  const started = Date.parse(capture.startedAt);
  const program = capture.script ?? capture.module ?? capture.command.join(' ');
  return JSON.stringify({
    program,
    entrypoint_dir: capture.cwd,
    args: capture.command,
    filename: program,
    elapsed_time_sec: selection.basisSeconds,
    start_time_absolute: Number.isNaN(started) ? 0 : started / 1000,
    start_time_perf: 0,
    ...scaleneFootprint(profile, question),
    max_footprint_fname: null,
    max_footprint_lineno: null,
    files: scaleneFiles(profile, attribution, selection, sourceText),
    gpu: false,
    gpu_device: '',
    async_profile: false,
    stacks: [],
    combined_stacks: [],
    combined_stacks_timeline: [],
    memory_stacks: [],
  });
}
