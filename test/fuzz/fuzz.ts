/** Feeds damaged input to everything that reads foreign bytes. Each input depends on the seed and its number alone, so that one can be tried again. */
import { elfSeeds, fuzzElf, fuzzLines, fuzzName } from './binaries.ts';
import { Chance } from './chance.ts';
import { seedSessions } from './seeds.ts';
import { FolderFuzz, fuzzSources, fuzzStream, fuzzTexts } from './sessions.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly first: number;
  readonly inputs: number;
  /** Sessions recorded for this; the kept ones are always among the seeds. */
  readonly recorded?: readonly string[];
  /** Names of targets; all where it is empty. */
  readonly only?: readonly string[];
  /** An input that takes longer has failed. */
  readonly mostMs: number;
  /** Called before each input, so that somebody else can tell which one hangs. */
  readonly begin?: (input: number, target: string) => void;
}

export interface TargetFigures {
  inputs: number;
  totalMs: number;
  worstMs: number;
  worstInput: number;
  /** By how much one input raised the highest resident set, and which one did. */
  worstGrowthKib: number;
  growthInput: number;
  largestBytes: number;
}

export interface FuzzResult {
  readonly targets: ReadonlyMap<string, TargetFigures>;
  /** "<target> <input>: <what happened>". */
  readonly failures: readonly string[];
  /** The highest resident set of this process so far. */
  readonly peakRssBytes: number;
}

/** How many of 100 inputs go to each. */
const weights = { stream: 20, folder: 4, texts: 14, sources: 6, elf: 14, name: 22, lines: 20 } as const;
export const targetNames = Object.keys(weights);
const mostFailures = 20;

export function fuzz(options: FuzzOptions): FuzzResult {
  const folders = new FolderFuzz();
  const sessions = seedSessions(options.recorded);
  const libraries = elfSeeds();
  const targets = {
    stream: (chance: Chance) => fuzzStream(sessions, chance),
    folder: (chance: Chance) => folders.run(sessions, chance),
    texts: (chance: Chance) => fuzzTexts(sessions, chance),
    sources: (chance: Chance) => fuzzSources(sessions, chance),
    elf: (chance: Chance) => fuzzElf(libraries, chance),
    name: (chance: Chance) => fuzzName(sessions, chance),
    lines: (chance: Chance) => fuzzLines(sessions, chance),
  };
  const order = Object.entries(weights).flatMap(([name, count]) => Array.from({ length: count }, () => name));
  const figures = new Map<string, TargetFigures>();
  const failures: string[] = [];
  try {
    for (let input = options.first; input < options.first + options.inputs && failures.length < mostFailures; input++) {
      const chance = new Chance(Math.imul(options.seed, 0x9e3779b1) ^ Math.imul(input + 1, 0x85ebca6b));
      const name = chance.one(options.only?.length ? options.only : order) as keyof typeof targets;
      options.begin?.(input, name);
      const found = figures.get(name) ?? {
        inputs: 0,
        totalMs: 0,
        worstMs: 0,
        worstInput: 0,
        worstGrowthKib: 0,
        growthInput: 0,
        largestBytes: 0,
      };
      figures.set(name, found);
      const kibBefore = process.resourceUsage().maxRSS;
      const started = performance.now();
      try {
        found.largestBytes = Math.max(found.largestBytes, targets[name](chance));
      } catch (error) {
        failures.push(`${name} ${input}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
      const ms = performance.now() - started;
      if (ms > options.mostMs) failures.push(`${name} ${input}: took ${Math.round(ms)} ms`);
      found.inputs++;
      found.totalMs += ms;
      if (ms > found.worstMs) Object.assign(found, { worstMs: ms, worstInput: input });
      const worstGrowthKib = process.resourceUsage().maxRSS - kibBefore;
      if (worstGrowthKib > found.worstGrowthKib) Object.assign(found, { worstGrowthKib, growthInput: input });
    }
  } finally {
    folders.dispose();
  }
  return { targets: figures, failures, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
}
