/** `session.json`: what was asked and how it ended (FORMAT.md). */
import { isJsonObject } from '../base/jsonObject.ts';
import type { Problem } from '../base/result.ts';
import { formatVersion } from './layout.ts';
import type { EndEvidence, MemoryRequest, SessionEnd, SessionInfo, WindowRequest } from './session.ts';

/**
 * Reads `session.json`. Fields that are missing or of the wrong type get their empty value and a problem, so that a session without
 * a whole `session.json` still opens.
 *
 * @returns no info only when the text is no JSON object or of another version
 */
export function parseSessionJson(text: string): { info: SessionInfo | undefined; problems: Problem[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (!isJsonObject(parsed)) {
    return {
      info: undefined,
      problems: [{ code: 'session-damaged', message: 'session.json is damaged; the session cannot be opened.' }],
    };
  }
  const fields = new Fields(parsed);
  const version = fields.number('version');
  if (version !== formatVersion) {
    const message = `The session has format version ${version}; this Heatline reads version ${formatVersion}. Open it with the Heatline that made it.`;
    return { info: undefined, problems: [{ code: 'session-version', message }] };
  }
  const info = readInfo(fields, version);
  if (fields.wrong.length === 0) return { info, problems: [] };
  const message = `session.json lacks ${fields.wrong.join(', ')}; what depends on them is left out.`;
  return { info, problems: [{ code: 'session-incomplete', message }] };
}

function readInfo(fields: Fields, version: number): SessionInfo {
  const end = fields.object('end');
  const memory = fields.object('memory');
  const window = fields.object('window');
  const info: SessionInfo = {
    version,
    id: fields.text('id'),
    command: fields.texts('command'),
    interpreter: fields.text('interpreter'),
    cwd: fields.text('cwd'),
    script: fields.textOrNull('script'),
    module: fields.textOrNull('module'),
    scope: fields.texts('scope'),
    scopeAll: fields.flag('scopeAll'),
    rateHz: fields.number('rateHz'),
    cpuOnly: fields.flag('cpuOnly'),
    ...(memory && { memory: readMemory(memory, fields) }),
    ...(fields.has('imports') && { imports: fields.flag('imports') }),
    ...(fields.has('readyAt') && { readyAt: fields.text('readyAt') }),
    ...(window && { window: readWindow(window, fields) }),
    pid: fields.number('pid'),
    startedAt: fields.text('startedAt'),
    heatline: fields.text('heatline'),
    shm: fields.text('shm'),
    state: fields.text('state') === 'running' ? 'running' : 'ended',
  };
  return end === undefined ? info : { ...info, end: readEnd(end, fields) };
}

function readMemory(memory: Fields, whole: Fields): MemoryRequest {
  const read = {
    allocations: memory.flag('allocations'),
    copies: memory.flag('copies'),
    intervalBytes: memory.number('intervalBytes'),
    otherAllocator: memory.textOrNull('otherAllocator'),
  };
  whole.wrong.push(...memory.wrong.map((name) => `memory.${name}`));
  return read;
}

function readWindow(window: Fields, whole: Fields): WindowRequest {
  const read = {
    delaySeconds: window.number('delaySeconds'),
    durationSeconds: window.numberOrNull('durationSeconds'),
    untilSignal: window.textOrNull('untilSignal'),
  };
  whole.wrong.push(...window.wrong.map((name) => `window.${name}`));
  return read;
}

function readEnd(end: Fields, whole: Fields): SessionEnd {
  const read = {
    status: end.numberOrNull('status'),
    signal: end.textOrNull('signal'),
    wallNs: end.number('wallNs'),
    cpuNs: end.number('cpuNs'),
    cancelled: end.flag('cancelled'),
  };
  const found = end.object('evidence');
  whole.wrong.push(...end.wrong.map((name) => `end.${name}`));
  return found === undefined ? read : { ...read, evidence: readEvidence(found) };
}

/** What is missing here is only told of less. */
function readEvidence(found: Fields): EndEvidence {
  const place = found.object('syntaxError');
  return {
    outOfMemory: found.flag('outOfMemory'),
    pythonVersion: found.text('pythonVersion'),
    syntaxError:
      place === undefined
        ? null
        : { path: place.text('path'), line: place.number('line'), message: place.text('message') },
  };
}

/** Typed access to the fields of a JSON object; names of those that don't fit are collected. */
class Fields {
  readonly wrong: string[] = [];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string {
    return this.#take(name, isText, '');
  }

  textOrNull(name: string): string | null {
    return this.#take(name, (value) => value === null || isText(value), null);
  }

  texts(name: string): readonly string[] {
    return this.#take(name, (value): value is string[] => Array.isArray(value) && value.every(isText), []);
  }

  number(name: string): number {
    return this.#take(name, isAmount, 0);
  }

  numberOrNull(name: string): number | null {
    return this.#take(name, (value) => value === null || isAmount(value), null);
  }

  flag(name: string): boolean {
    return this.#take(name, (value) => typeof value === 'boolean', false);
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  /** Absent without a complaint: the end is only there once it has come. */
  object(name: string): Fields | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return new Fields(value);
    this.wrong.push(name);
    return undefined;
  }

  #take<T>(name: string, fits: (value: unknown) => value is T, fallback: T): T {
    const value = this.#values[name];
    if (fits(value)) return value;
    this.wrong.push(name);
    return fallback;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
