/** Asks a profile everything that can be asked, and holds the answers to what every answer has to keep. */
import { exportFormats } from '../../src/exports/formats.ts';
import type { Profile } from '../../src/profile/profile.ts';
import type { BasisName } from '../../src/protocol/profileJson.ts';
import { callers } from '../../src/queries/callers.ts';
import { endCause, emptyCause } from '../../src/queries/emptyCause.ts';
import { heatChoices } from '../../src/queries/heatChoices.ts';
import { hotFiles } from '../../src/queries/hotFiles.ts';
import { hotLines } from '../../src/queries/hotLines.ts';
import { hotList } from '../../src/queries/hotList.ts';
import { importLines } from '../../src/queries/importLines.ts';
import { importContexts } from '../../src/queries/imports/contexts/contexts.ts';
import { compareImports } from '../../src/queries/imports/comparison/compare.ts';
import { importFlame } from '../../src/queries/imports/flame.ts';
import { readers } from '../../src/queries/imports/readers.ts';
import { importReport } from '../../src/queries/imports/report.ts';
import { importedLibraries, importedModules } from '../../src/queries/importTree.ts';
import { leaks } from '../../src/queries/leaks.ts';
import { heldLines } from '../../src/queries/linesAt.ts';
import { lineTimeline, memoryFunctions, memoryLines } from '../../src/queries/memoryLines.ts';
import { memoryTimeline } from '../../src/queries/memoryTimeline.ts';
import { metricHeat } from '../../src/queries/metricHeat.ts';
import { profileJson } from '../../src/queries/profileJson.ts';
import type { Question } from '../../src/queries/question.ts';
import { defaultScope, fileScope } from '../../src/queries/scope.ts';
import type { Chance } from './chance.ts';

const bases: readonly BasisName[] = ['elapsed', 'cpu', 'wait'];

export function examine(profile: Profile, chance: Chance): void {
  const question = someQuestion(profile, chance);
  const json = profileJson(profile, question);
  const answers: unknown[] = [json, emptyCause(profile, question, json), endCause(profile, json)];
  const hot = hotLines(profile, question);
  const [line] = hotList(hot, 3);
  answers.push(
    hotFiles(hot, () => true),
    heatChoices(profile),
  );
  if (line !== undefined) answers.push(callers(profile, question, line.path, line.line));
  answers.push(...askMemory(profile, question, chance), ...askImports(profile, chance));
  for (const answer of answers) assertFinite(answer);
  for (const { lines } of json.files) {
    for (const { share, ci95 } of lines)
      if (!(share >= 0 && share <= 1 && ci95[0] <= ci95[1]))
        throw new Error(`share ${share}, interval ${ci95.join(' ')}`);
  }
  if (chance.happens(0.15)) chance.one(exportFormats).write(profile, question, () => 'x = 1\ny = 2\n');
}

function someQuestion(profile: Profile, chance: Chance): Question {
  const scope = chance.one([
    { kind: 'all' } as const,
    defaultScope(profile),
    fileScope(profile.files.length === 0 ? '' : chance.one(profile.files).path),
  ]);
  const basis = chance.one(bases);
  const process = profile.processes.length === 0 ? undefined : chance.one(profile.processes);
  if (process === undefined || chance.happens(0.7)) return { scope, basis };
  if (chance.happens(0.5)) return { scope, basis, pid: process.pid };
  const thread = profile.threads.length === 0 ? undefined : chance.one(profile.threads);
  return { scope, basis, thread: { pid: process.pid, tid: thread?.tid ?? 1 } };
}

function askMemory(profile: Profile, question: Question, chance: Chance): unknown[] {
  const lines = memoryLines(profile, question);
  const held = heldLines(profile, question);
  const [first] = lines;
  return [
    lines,
    memoryFunctions(profile, question),
    first === undefined ? [] : lineTimeline(profile, question, first),
    leaks(profile, question),
    memoryTimeline(profile),
    ...[-1, 0, 1, 1e12].map((seconds) => held(seconds, 5)),
    metricHeat(profile, question, chance.one(['allocated', 'peak', 'copies'] as const)),
  ];
}

function askImports(profile: Profile, chance: Chance): unknown[] {
  const report = importReport(profile);
  const imported = { rows: profile.imports, report };
  const libraries = importedLibraries(imported, chance.one(['cost', 'memory', 'use'] as const));
  const name = report.libraries.length === 0 ? 'os' : chance.one(report.libraries).library;
  return [
    report,
    libraries,
    importedModules(imported, name, 'cost'),
    [...importLines(imported)],
    importFlame({ report, processes: profile.processes, pid: null }),
    importContexts(profile, report, { library: chance.happens(0.5) ? null : name }),
    readers(profile.imports),
    ...(chance.happens(0.3) ? [compareImports([profile, profile], profile)] : []),
  ];
}

/** A number that is none would be shown as one, or as null in JSON. */
function assertFinite(answer: unknown): void {
  const left: unknown[] = [answer];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'number' && !Number.isFinite(next)) throw new Error(`${next} in ${shortened(answer)}`);
    if (Array.isArray(next)) for (const item of next as unknown[]) left.push(item);
    else if (typeof next === 'object' && next !== null) for (const item of Object.values(next)) left.push(item);
  }
}

function shortened(answer: unknown): string {
  const text = JSON.stringify(answer, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  const at = Math.max(0, text.search(/"(?:NaN|-?Infinity)"/) - 200);
  return text.slice(at, at + 300);
}
