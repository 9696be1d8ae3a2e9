/** Own times of imports against what `-X importtime` says in the same process, on each interpreter. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';

import type { ImportRow } from '../../src/profile/importRows.ts';
import { openSession } from '../../src/store/openSession.ts';
import { heatline } from '../accuracy/capture.ts';
import { findInterpreters } from '../accuracy/interpreters.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';
import { median, sum } from './stats.ts';

const standard =
  'json decimal sqlite3 asyncio xml.dom.minidom unittest.mock http.server email.mime.text concurrent.futures multiprocessing.pool logging.config ctypes pydoc argparse csv zipfile tarfile ssl sched fractions statistics configparser urllib.request ftplib smtplib imaplib shelve difflib doctest pdb';

interface Compared {
  readonly modules: number;
  /** Beyond 5 % and 0.3 ms. */
  readonly off: number;
  /** Our sum / theirs. */
  readonly ratio: number;
}

/** "import time:  self us | cumulative us | module": the own times of each module in seconds. */
function readImportTimes(stderr: string): Map<string, number> {
  const times = new Map<string, number>();
  for (const line of stderr.split('\n')) {
    const found = /^import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)$/.exec(line);
    if (found !== null) times.set(found[2] ?? '', Number(found[1]) / 1e6);
  }
  return times;
}

function record(python: string, modules: string): { rows: readonly ImportRow[]; theirs: Map<string, number> } {
  const home = mkdtempSync(join(tmpdir(), 'heatline-imports-'));
  try {
    const code = modules
      .split(' ')
      .map((name) => `import ${name}`)
      .join('\n');
    const args = [heatline, 'run', '--quiet', '--interpreter', python, '-X', 'importtime', '-c', code];
    const env = { ...process.env, HEATLINE_HOME: home, PYTHONDONTWRITEBYTECODE: '' };
    const { stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 1 << 26 });
    const opened = openSession(join(home, readdirSync(home).find((name) => /^\d/.test(name)) ?? ''));
    if (!opened.ok) throw new Error(`${python}: the session can't be read`);
    return { rows: opened.value.profile.imports, theirs: readImportTimes(stderr) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function compare(python: string, modules: string): Compared {
  const { rows, theirs } = record(python, modules);
  const pairs = rows.flatMap((row) => {
    const their = theirs.get(row.module);
    theirs.delete(row.module);
    return their === undefined ? [] : [{ ours: row.ownSeconds, theirs: their }];
  });
  const off = pairs.filter((pair) => Math.abs(pair.ours - pair.theirs) > Math.max(0.05 * pair.theirs, 3e-4)).length;
  return {
    modules: pairs.length,
    off,
    ratio: sum(pairs.map(({ ours }) => ours)) / sum(pairs.map((pair) => pair.theirs)),
  };
}

function describe(name: string, rounds: readonly Compared[]): string[] {
  return [
    name,
    String(median(rounds.map(({ modules }) => modules))),
    rounds.map(({ off }) => off).join(', '),
    rounds.map(({ ratio }) => ratio.toFixed(4)).join(', '),
  ];
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const rounds = Array.from({ length: Math.min(options.rounds, 5) });
  const interpreters = await findInterpreters();
  const measured = interpreters.map(({ path, version, kind }) => ({
    name: `${version} ${kind}`,
    rounds: rounds.map(() => compare(path, standard)),
  }));
  const packages = 'numpy scipy.stats sympy flask lxml.etree docutils.core black jinja2 werkzeug click';
  measured.push({ name: 'packages', rounds: rounds.map(() => compare(options.python, packages)) });
  return {
    title: 'Imports against -X importtime in the same process',
    columns: ['interpreter', 'modules', 'beyond 5 % and 0.3 ms, each round', 'sum of own times / theirs, each round'],
    rows: measured.map(({ name, rounds: each }) => describe(name, each)),
    notes: [
      '30 modules of the standard library with all that they load; "packages": ten from PyPI with the interpreter of --python',
      "importtime counts our own work as the importing module's, we leave it out: our sums are lower by what recording costs",
    ],
    readings: measured,
  };
}

export const importTimes: Bench = { name: 'import-times', run };
