/**
 * What version 70 of the Firefox Profiler's processed format demands, as far as our exports use it. Facts: docs-developer/CHANGELOG-formats.md
 * and src/types/profile.ts of firefox-devtools/profiler. Strict: an unknown column, a column of another length or an index that points
 * nowhere is a fault.
 */
type Row = Record<string, unknown>;

interface Shape {
  readonly path: string;
  /** For each column what its cells must be. */
  readonly columns: Readonly<Record<string, (cell: unknown, row: number) => boolean>>;
}

/** One sentence for each fault; none for a sound profile. */
export function firefoxFaults(profile: unknown): string[] {
  const faults: string[] = [];
  const root = asRow(profile);
  const meta = asRow(root['meta']);
  const shared = asRow(root['shared']);
  const expect = (sound: boolean, fault: string) => {
    if (!sound) faults.push(fault);
  };

  expect(meta['preprocessedProfileVersion'] === 70, 'meta.preprocessedProfileVersion is not 70');
  expect(meta['version'] === 36, 'meta.version is not 36');
  for (const name of ['interval', 'startTime', 'processType'])
    expect(Number.isFinite(meta[name]), `meta.${name} is no number`);
  expect(meta['stackwalk'] === 0 || meta['stackwalk'] === 1, 'meta.stackwalk');
  expect(Array.isArray(meta['markerSchema']), 'meta.markerSchema');
  const categories = asRows(meta['categories']);
  const colors = new Set([
    'transparent',
    'purple',
    'green',
    'orange',
    'yellow',
    'lightblue',
    'blue',
    'brown',
    'magenta',
    'red',
    'lightred',
    'darkgrey',
    'grey',
  ]);
  expect(
    categories.some(({ color }) => color === 'grey'),
    'no grey category',
  );
  expect(
    categories.every(
      ({ color, subcategories }) =>
        colors.has(String(color)) && Array.isArray(subcategories) && subcategories[0] === 'Other',
    ),
    'meta.categories',
  );

  const strings = asArray(shared['stringArray']);
  expect(
    strings.every((text) => typeof text === 'string'),
    'stringArray holds no text',
  );
  expect(new Set(strings).size === strings.length, 'stringArray holds a text twice');
  const libs = asRows(root['libs']);
  for (const lib of libs) {
    for (const name of ['arch', 'name', 'path', 'debugName', 'debugPath', 'breakpadId'])
      expect(typeof lib[name] === 'string', `libs.${name}`);
    expect(lib['codeId'] === null || typeof lib['codeId'] === 'string', 'libs.codeId');
  }

  const lengthOf = (table: string) => Number(asRow(shared[table])['length']);
  const below = (limit: number) => (cell: unknown) => isIndex(cell) && Number(cell) < limit;
  const orNull = (demand: (cell: unknown) => boolean) => (cell: unknown) => cell === null || demand(cell);
  const orNone = (demand: (cell: unknown) => boolean) => (cell: unknown) => cell === -1 || demand(cell);
  const positive = (cell: unknown) => isIndex(cell) && Number(cell) > 0;
  const text = below(strings.length);
  const isNull = (cell: unknown) => cell === null;
  const isFalse = (cell: unknown) => cell === false;

  checkTable(shared['stackTable'], {
    path: 'stackTable',
    columns: {
      frame: below(lengthOf('frameTable')),
      prefixOffset: (cell, row) => isIndex(cell) && Number(cell) <= row,
    },
  });
  checkTable(shared['frameTable'], {
    path: 'frameTable',
    columns: {
      address: orNone(isIndex),
      lib: orNone(below(libs.length)),
      inlineDepth: isIndex,
      category: below(categories.length),
      subcategory: (cell) => cell === 0,
      func: below(lengthOf('funcTable')),
      nativeSymbol: isNull,
      innerWindowID: isNull,
      line: orNull(positive),
      column: isNull,
      originalLocation: isNull,
    },
  });
  checkTable(shared['funcTable'], {
    path: 'funcTable',
    columns: {
      name: text,
      isJS: isFalse,
      relevantForJS: isFalse,
      resource: orNone(below(lengthOf('resourceTable'))),
      source: orNull(below(lengthOf('sources'))),
      lineNumber: orNull(positive),
      columnNumber: isNull,
      originalLocation: isNull,
    },
  });
  checkTable(shared['resourceTable'], {
    path: 'resourceTable',
    columns: { name: text, host: isNull, type: (cell) => cell === 1 },
  });
  checkTable(shared['nativeSymbols'], {
    path: 'nativeSymbols',
    columns: { libIndex: below(0), address: isIndex, name: text, functionSize: isNull },
  });
  checkTable(shared['sources'], {
    path: 'sources',
    columns: {
      id: isNull,
      filename: text,
      startLine: positive,
      startColumn: positive,
      sourceMapURL: isNull,
      content: isNull,
    },
  });
  checkTable(shared['sourceLocationTable'], {
    path: 'sourceLocationTable',
    columns: { source: below(0), line: positive, column: positive },
  });
  for (const [index, thread] of asRows(root['threads']).entries()) checkThread(thread, `threads[${index}]`);
  return faults;

  function checkThread(thread: Row, path: string): void {
    for (const name of ['processType', 'name', 'pid', 'processName'])
      expect(typeof thread[name] === 'string', `${path}.${name} is no text`);
    expect(typeof thread['isMainThread'] === 'boolean', `${path}.isMainThread`);
    expect(isIndex(thread['tid']), `${path}.tid`);
    expect(Array.isArray(thread['pausedRanges']), `${path}.pausedRanges`);
    for (const name of ['processStartupTime', 'registerTime']) expect(Number.isFinite(thread[name]), `${path}.${name}`);
    for (const name of ['processShutdownTime', 'unregisterTime']) expect(name in thread, `${path}.${name} is missing`);
    const samples = asRow(thread['samples']);
    expect(samples['weightType'] === 'tracing-ms', `${path}.samples.weightType`);
    const times = asArray(samples['time']).map(Number);
    checkTable(
      samples,
      {
        path: `${path}.samples`,
        columns: {
          stack: orNull(below(lengthOf('stackTable'))),
          time: (cell, row) => Number.isFinite(cell) && (row === 0 || Number(cell) >= (times[row - 1] ?? 0)),
          weight: (cell) => Number.isFinite(cell) && Number(cell) >= 0,
          threadCPUDelta: isIndex,
        },
      },
      ['weightType'],
    );
    checkTable(thread['markers'], {
      path: `${path}.markers`,
      columns: { data: isNull, name: text, startTime: isNull, endTime: isNull, phase: isNull, category: isNull },
    });
  }

  function checkTable(table: unknown, { path, columns }: Shape, others: readonly string[] = []): void {
    const row = asRow(table);
    const length = row['length'];
    expect(isIndex(length), `${path}.length`);
    for (const name of Object.keys(row)) {
      expect(name in columns || name === 'length' || others.includes(name), `${path}.${name} is not known`);
    }
    for (const [name, demand] of Object.entries(columns)) {
      const cells = row[name];
      if (!Array.isArray(cells) || cells.length !== length)
        faults.push(`${path}.${name} has not ${String(length)} rows`);
      else if (!cells.every(demand))
        faults.push(`${path}.${name} has a wrong cell at ${cells.findIndex((cell, at) => !demand(cell, at))}`);
    }
  }
}

function isIndex(cell: unknown): boolean {
  return Number.isSafeInteger(cell) && Number(cell) >= 0;
}

function asRow(value: unknown): Row {
  return typeof value === 'object' && value !== null ? (value as Row) : {};
}

function asRows(value: unknown): Row[] {
  return asArray(value).map(asRow);
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
