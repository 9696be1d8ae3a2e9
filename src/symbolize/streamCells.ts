/** One stream's times as cells of the profile, and its threads' own accounts. */
import type { Problem } from '../base/result.ts';
import type { ProfileBuilder } from '../profile/profileBuilder.ts';
import { cellClass, firstWaitClass, type ThreadRow } from '../profile/tables.ts';
import type { SessionInfo, Stream, ThreadFacts } from '../session/session.ts';
import { calibrate, type Calibration } from './calibrate.ts';
import { processEndNs } from './processEnd.ts';
import { isAwait } from './streamAwaits.ts';
import { isCopy } from './streamMemory.ts';
import { hole, type StreamFrames } from './streamFrames.ts';

export interface CellInput {
  readonly stream: Stream;
  readonly info: SessionInfo;
  readonly frames: StreamFrames;
  readonly builder: ProfileBuilder;
  readonly process: number;
  /** The index that this stream's first thread gets in the profile. */
  readonly firstThread: number;
  readonly problems: Problem[];
}

export interface AddedCells {
  readonly threads: readonly ThreadRow[];
  readonly endNs: number;
  readonly unsampledSeconds: number;
}

/** What a thread's own samples and waits say, in its own scale. */
interface Account {
  pythonSeconds: number;
  nativeSeconds: number;
  kernelSeconds: number;
  waitSeconds: number;
  gilWaitSeconds: number;
  samples: number;
}

export function addCells(input: CellInput): AddedCells {
  const { stream, frames } = input;
  const calibration = calibrate(stream, frames.row);
  const endNs = processEndNs(stream, input.info);
  const threadOfRow = new Map(stream.threads.map((thread, index) => [thread.row, input.firstThread + index]));
  const accounts = new Map(stream.threads.map((thread) => [thread.row, emptyAccount()]));
  addRecordedCells(input, calibration, threadOfRow, accounts);
  for (const thread of stream.threads) addBlockedWait(input, thread, endNs, threadOfRow, accounts);
  const mainRow = mainThreadRow(stream);
  const threads = stream.threads.map((thread) =>
    threadRow({
      input,
      thread,
      endNs,
      main: thread.row === mainRow,
      calibration,
      account: accounts.get(thread.row) ?? emptyAccount(),
    }),
  );
  return { threads, endNs, unsampledSeconds: calibration.unsampledSeconds };
}

function addRecordedCells(
  { stream, frames, builder, problems }: CellInput,
  calibration: Calibration,
  threadOfRow: ReadonlyMap<number, number>,
  accounts: ReadonlyMap<number, Account>,
): void {
  const { cells } = stream;
  let lost = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    if (isCopy(cells.class[cell] ?? 0) || isAwait(cells.class[cell] ?? 0)) continue;
    const id = cells.node[cell] ?? 0;
    const row = frames.row[id] ?? -1;
    const node = frames.builderNode[id] ?? hole;
    const kind = knownClass(cells.class[cell] ?? 0);
    const thread = threadOfRow.get(row);
    const weights = calibration.rows.get(row);
    const account = accounts.get(row);
    if (thread === undefined || weights === undefined || account === undefined || node === hole || kind === 0) {
      lost++;
      continue;
    }
    const ns = cells.ns[cell] ?? 0;
    const samples = cells.samples[cell] ?? 0;
    const squares = cells.squares[cell] ?? 0;
    if (kind >= firstWaitClass) {
      builder.addCell(node, kind, thread, { seconds: ns * 1e-9, samples, squares: 0, longest: squares * 1e-9 });
      addToAccount(account, kind, ns * 1e-9);
    } else {
      // Weights are squared in µs², the scale is seconds per ns of weight.
      const scale = weights.scale * 1e9;
      builder.addCell(node, kind, thread, {
        seconds: ns * weights.scale,
        samples,
        squares: squares * 1e-12 * scale * scale,
        longest: 0,
      });
      addToAccount(account, kind, ns * weights.ownScale);
      account.samples += samples;
    }
  }
  if (lost > 0) {
    problems.push({
      code: 'times-without-thread',
      message: `${lost} entries of a stream's table of times belong to no known thread or kind and were left out.`,
    });
  }
}

/** Classes that later versions may add count as the general one of their side; 0 for what no version means. */
function knownClass(kind: number): number {
  if (kind >= cellClass.eval && kind <= cellClass.unsplit) return kind;
  if (kind >= firstWaitClass && kind <= cellClass.other) return kind;
  if (kind === 0) return 0;
  if (kind < firstWaitClass) return cellClass.unsplit;
  return kind < 2 * firstWaitClass ? cellClass.other : 0;
}

/** A call that was still blocked at the end has no cell yet: it waited until then. */
function addBlockedWait(
  { frames, builder }: CellInput,
  thread: ThreadFacts,
  endNs: number,
  threadOfRow: ReadonlyMap<number, number>,
  accounts: ReadonlyMap<number, Account>,
): void {
  const index = threadOfRow.get(thread.row);
  const account = accounts.get(thread.row);
  const blockedNs = endNs - thread.blockedSinceNs;
  if (
    thread.state !== 'live' ||
    thread.blockedSinceNs === 0 ||
    blockedNs <= 0 ||
    index === undefined ||
    account === undefined
  )
    return;
  const known = knownClass(thread.blockedClass);
  const kind = known >= firstWaitClass ? known : cellClass.other;
  const at = frames.row[thread.blockedNode] === thread.row ? (frames.builderNode[thread.blockedNode] ?? hole) : hole;
  const seconds = blockedNs * 1e-9;
  builder.addCell(at === hole ? -1 : at, kind, index, { seconds, samples: 1, squares: 0, longest: seconds });
  addToAccount(account, kind, seconds);
}

function emptyAccount(): Account {
  return { pythonSeconds: 0, nativeSeconds: 0, kernelSeconds: 0, waitSeconds: 0, gilWaitSeconds: 0, samples: 0 };
}

function addToAccount(account: Account, kind: number, seconds: number): void {
  if (kind >= firstWaitClass) {
    account.waitSeconds += seconds;
    if (kind === cellClass.gil) account.gilWaitSeconds += seconds;
  } else if (kind === cellClass.native) {
    account.nativeSeconds += seconds;
  } else if (kind === cellClass.kernel) {
    account.kernelSeconds += seconds;
  } else {
    account.pythonSeconds += seconds;
  }
}

/** The row flagged as main, else the one whose tid is the pid, else the first. */
function mainThreadRow({ threads, header }: Stream): number {
  const main =
    threads.find((thread) => thread.main) ?? threads.find((thread) => thread.tid === header.pid) ?? threads[0];
  return main?.row ?? -1;
}

interface RowInput {
  readonly input: CellInput;
  readonly thread: ThreadFacts;
  readonly endNs: number;
  readonly main: boolean;
  readonly calibration: Calibration;
  readonly account: Account;
}

function threadRow({ input, thread, endNs, main, calibration, account }: RowInput): ThreadRow {
  const liveNs = thread.state === 'live' ? Math.max(0, endNs - thread.startNs) : 0;
  const lifetimeSeconds = (thread.lifeNs + liveNs) * 1e-9;
  const cpuSeconds = (thread.cpuNs + thread.cpuLiveNs) * 1e-9;
  const withoutStackNs = Math.max(0, thread.waitNs - (calibration.rows.get(thread.row)?.waitNs ?? 0));
  const shortWaitSeconds = (thread.shortWaitNs + withoutStackNs) * 1e-9;
  const waitSeconds = account.waitSeconds + shortWaitSeconds;
  const explainedSeconds = account.pythonSeconds + account.nativeSeconds + account.kernelSeconds;
  return {
    process: input.process,
    pid: input.stream.header.pid,
    tid: thread.tid,
    name: thread.name,
    main,
    count: Math.max(1, thread.threadCount),
    lifetimeSeconds,
    cpuSeconds,
    pythonSeconds: account.pythonSeconds,
    nativeSeconds: account.nativeSeconds,
    kernelSeconds: account.kernelSeconds,
    waitSeconds,
    shortWaitSeconds,
    gilWaitSeconds: account.gilWaitSeconds,
    // Clocks are read one after the other, so a thread that never rested can come out a little below 0.
    scheduledOutSeconds: Math.max(0, lifetimeSeconds - cpuSeconds - waitSeconds),
    unsampledSeconds: Math.max(0, cpuSeconds - explainedSeconds),
    samples: account.samples,
  };
}
