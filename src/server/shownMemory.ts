/** Answers of memory queries to one question, kept so that scrolling and hovering ask nothing twice. */

import type { Profile } from '../profile/profile.ts';
import type { CopyLine, HeldLine, Leak, MemoryLine, MemoryOrder, TimelinePoint } from '../protocol/memory.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';
import { copyLines } from '../queries/copyLines.ts';
import { leaks } from '../queries/leaks.ts';
import { heldLines } from '../queries/linesAt.ts';
import { lineTimeline, memoryLines, orderMemory } from '../queries/memoryLines.ts';
import { metricHeat, type MetricLine } from '../queries/metricHeat.ts';
import type { Question } from '../queries/question.ts';
import { once } from './once.ts';

export interface ShownMemory {
  lines(order: MemoryOrder): readonly MemoryLine[];
  copies(): readonly CopyLine[];
  leaks(): readonly Leak[];
  heat(metric: Exclude<HeatMetric, 'time'>): readonly MetricLine[];
  /** The live bytes of a line over time. */
  timeline(path: string, line: number): readonly TimelinePoint[];
  /** Lines that held memory, most first. */
  heldAt(seconds: number, most: number): readonly HeldLine[];
}

export function showMemory(profile: Profile, question: Question): ShownMemory {
  const lines = once(() => memoryLines(profile, question));
  const held = once(() => heldLines(profile, question));
  const heats = {
    peak: once(() => metricHeat(profile, question, 'peak')),
    allocated: once(() => metricHeat(profile, question, 'allocated')),
    copies: once(() => metricHeat(profile, question, 'copies')),
  };
  return {
    lines: (order) => orderMemory(lines(), order),
    copies: once(() => copyLines(profile, question)),
    leaks: once(() => leaks(profile, question)),
    heat: (metric) => heats[metric](),
    timeline: (path, line) => lineTimeline(profile, question, { path, line }),
    heldAt: (seconds, most) => held()(seconds, most).lines,
  };
}
