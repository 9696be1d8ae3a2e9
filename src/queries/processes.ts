/** Every process of the tree: what it was, what it used and how it ended. */
import type { Profile } from '../profile/profile.ts';
import type { ProcessRow, ProgramRow } from '../profile/tables.ts';
import type { ProcessRowJson } from '../protocol/profileJson.ts';

/** Python processes in the order in which they began, then what they started that is no Python. */
export function processes({ processes: rows, programs }: Profile): ProcessRowJson[] {
  const shown = rows.filter(({ passing }) => !passing);
  const places = new Map(shown.map((row, index) => [row, index]));
  const placeOf = (index: number): number | null => {
    const row = rows[index];
    return row === undefined ? null : (places.get(row) ?? null);
  };
  return [
    ...shown.map((row) => pythonRow(row, row.program < 0 ? placeOf(row.parent) : shown.length + row.program)),
    ...programs.map((row) => programRow(row, placeOf(row.parent))),
  ];
}

/** CPU time of the whole tree. */
export function treeSeconds(profile: Profile): number {
  return profile.processes.reduce((sum, { usedSeconds }) => sum + usedSeconds, programSeconds(profile));
}

/** Of it, what was no Python. */
export function programSeconds({ programs }: Profile): number {
  return programs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

function pythonRow(row: ProcessRow, parent: number | null): ProcessRowJson {
  return {
    pid: row.pid,
    ppid: row.ppid,
    parent,
    command: row.command,
    interpreter: row.executable,
    version: row.version,
    python: true,
    count: 1,
    wall_s: row.wallSeconds,
    cpu_s: row.usedSeconds,
    exit: row.exit,
    replaced: row.replaced,
    failed: row.exit !== null && row.exit.status !== 0 ? 1 : 0,
  };
}

function programRow(row: ProgramRow, parent: number | null): ProcessRowJson {
  return {
    pid: row.pid,
    ppid: row.ppid,
    parent,
    command: row.command,
    interpreter: row.path,
    version: '',
    python: false,
    count: row.count,
    wall_s: row.wallSeconds,
    cpu_s: row.cpuSeconds,
    exit: row.exit,
    replaced: false,
    failed: row.failed,
  };
}
