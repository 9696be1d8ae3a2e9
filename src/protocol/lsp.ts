/**
 * Every message between the extension and the language server that is not part of the language server protocol.
 * Both sides take method names, parameters and results from here, so a change that one side misses does not compile.
 */

import type {
  DocumentHeat,
  FunctionHeat,
  HeatChoice,
  HeatFilter,
  HotFileRow,
  HotLineRow,
  SessionRow,
  SessionSummary,
} from './heat.ts';
import type { ImportFlame } from './importFlame.ts';
import type { DeferImportsResult, ImportFixesResult } from './importFixes.ts';
import type { ShownContext } from './importContexts.ts';
import type { DocumentImport, ImportOrder, ImportRow } from './importView.ts';
import type { Footprint, MemoryOrder } from './memory.ts';
import type { CopyRow, DocumentLeak, HeatMetric, HoldingRow, LeakRow, MemoryRow } from './memoryView.ts';

export interface HeatlineRequests {
  /** The folder that a capture of `program` is to write to. It does not exist yet, and every call names another one. */
  readonly 'heatline/newSessionFolder': { readonly params: NewSessionFolderParams; readonly result: SessionFolder };
  /** Makes a session the one that is shown, in place of any other. */
  readonly 'heatline/openSession': { readonly params: SessionFolder; readonly result: OpenSessionResult };
  /** Nothing is shown from then on. */
  readonly 'heatline/closeSession': { readonly params: NoParams; readonly result: null };
  /** The warm lines of a part of a document. */
  readonly 'heatline/documentHeat': { readonly params: DocumentHeatParams; readonly result: DocumentHeat };
  /** The hottest lines of the whole run, hottest first. */
  readonly 'heatline/hotLines': { readonly params: HotLinesParams; readonly result: HotLinesResult };
  /** The functions of a document on which time was spent, by line. */
  readonly 'heatline/functionHeat': { readonly params: DocumentParams; readonly result: FunctionHeatResult };
  /** What the heat can be narrowed to: processes, each followed by its threads. */
  readonly 'heatline/heatChoices': { readonly params: NoParams; readonly result: HeatChoicesResult };
  /** Shows the same session under another question. */
  readonly 'heatline/setFilter': { readonly params: HeatFilter; readonly result: OpenSessionResult };
  /** What the heat of documents and the hovers are about from then on, where the shown run has measured it; else time. */
  readonly 'heatline/setMetric': { readonly params: MetricParams; readonly result: null };
  /** The lines that hold or allocate most, most first. */
  readonly 'heatline/memoryRows': { readonly params: MemoryRowsParams; readonly result: MemoryRowsResult };
  /** The lines that copy most, most first. */
  readonly 'heatline/copyRows': { readonly params: HotLinesParams; readonly result: CopyRowsResult };
  /** Lines that are suspected to leak, the fastest first. */
  readonly 'heatline/leakRows': { readonly params: NoParams; readonly result: LeakRowsResult };
  /** Suspected leaks on lines of a document that were not edited since. */
  readonly 'heatline/documentLeaks': { readonly params: DocumentParams; readonly result: DocumentLeaksResult };
  /** One of the three lists as a Markdown table, for a pull request. "" where nothing is shown. */
  readonly 'heatline/memoryMarkdown': { readonly params: MemoryMarkdownParams; readonly result: MarkdownResult };
  readonly 'heatline/memoryTimeline': { readonly params: NoParams; readonly result: MemoryTimelineResult };
  /** The lines that held most at a time, most first. */
  readonly 'heatline/memoryAt': { readonly params: MemoryAtParams; readonly result: MemoryAtResult };
  /** Import statements of a document that were not edited since, by line. */
  readonly 'heatline/documentImports': { readonly params: DocumentParams; readonly result: DocumentImportsResult };
  /** Files of the program with an import statement that is worth changing, the largest saving first. */
  readonly 'heatline/importAdvice': { readonly params: NoParams; readonly result: ImportAdviceResult };
  /** How a document's statements that findings speak of can be deferred, each alone, or why they stay. Starts the run's interpreter. */
  readonly 'heatline/importFixes': { readonly params: DocumentParams; readonly result: ImportFixesResult };
  /** The change that defers all of them where that is safe. Starts the run's interpreter. */
  readonly 'heatline/deferImports': { readonly params: DocumentParams; readonly result: DeferImportsResult };
  /** Imported libraries, or what lies below one. */
  readonly 'heatline/importRows': { readonly params: ImportRowsParams; readonly result: ImportRowsResult };
  /** The libraries as a Markdown table, for a pull request. "" where nothing is shown. */
  readonly 'heatline/importsMarkdown': { readonly params: ImportsMarkdownParams; readonly result: MarkdownResult };
  /** Who uses which library: the outermost rows of the tree of calling contexts, or those below one. */
  readonly 'heatline/contextRows': { readonly params: ContextRowsParams; readonly result: ContextRowsResult };
  /** The tree as Markdown. "" where nothing is shown. */
  readonly 'heatline/contextsMarkdown': { readonly params: ContextsMarkdownParams; readonly result: MarkdownResult };
  /** The imports of one process as a flame graph. */
  readonly 'heatline/importFlame': { readonly params: ImportFlameParams; readonly result: ImportFlameResult };
  /** The same as indented text. "" where nothing was imported. */
  readonly 'heatline/importTreeText': { readonly params: ImportFlameParams; readonly result: ImportTreeTextResult };
  /** Which files are painted and listed from then on, and where files recorded elsewhere are here. */
  readonly 'heatline/setShownFiles': { readonly params: ShownFilesParams; readonly result: null };
  /** All sessions, newest first. */
  readonly 'heatline/listSessions': { readonly params: NoParams; readonly result: ListSessionsResult };
  readonly 'heatline/renameSession': { readonly params: RenameSessionParams; readonly result: DoneResult };
  /** Not a running one. */
  readonly 'heatline/deleteSession': { readonly params: SessionFolder; readonly result: DoneResult };
  readonly 'heatline/exportSession': { readonly params: ExportSessionParams; readonly result: DoneResult };
  /** What `exportSession` can write. */
  readonly 'heatline/exportFormats': { readonly params: NoParams; readonly result: ExportFormatsResult };
  /** The hot lines as a Markdown table, for a pull request. */
  readonly 'heatline/hotLinesMarkdown': { readonly params: HotLinesParams; readonly result: MarkdownResult };
  /** Where a line of the shown run is now, in a document that may have been edited since. */
  readonly 'heatline/findLine': { readonly params: FindLineParams; readonly result: FindLineResult };
  /** Whether `heatline/sessionsChanged` is wanted. Nothing is watched while it is not. */
  readonly 'heatline/watchSessions': { readonly params: WatchSessionsParams; readonly result: null };
  /** What sessions may take on disk, of the editor and of the command line. Nothing is removed before the next run ends. */
  readonly 'heatline/setDiskBudget': { readonly params: SetDiskBudgetParams; readonly result: null };
  /** `heatline/captureChanged` tells how a capture goes until it has ended or `unwatchCapture`. The folder need not exist yet. */
  readonly 'heatline/watchCapture': { readonly params: SessionFolder; readonly result: null };
  readonly 'heatline/unwatchCapture': { readonly params: SessionFolder; readonly result: null };
  /** Asks the runner of a capture to end the program and keep what was recorded. */
  readonly 'heatline/cancelCapture': { readonly params: SessionFolder; readonly result: CancelCaptureResult };
}

/** Sent by the server. */
export interface HeatlineNotifications {
  readonly 'heatline/captureChanged': CaptureChanged;
  /** Sessions came, went, ended or were named, by whomever. */
  readonly 'heatline/sessionsChanged': NoParams;
}

export type RequestMethod = keyof HeatlineRequests;
export type RequestParams<M extends RequestMethod> = HeatlineRequests[M]['params'];
export type RequestResult<M extends RequestMethod> = HeatlineRequests[M]['result'];

export type NoParams = Readonly<Record<string, never>>;

export interface NewSessionFolderParams {
  /** Absolute path of the script. */
  readonly program: string;
}

export interface SessionFolder {
  /** Absolute path. */
  readonly folder: string;
}

export type OpenSessionResult =
  | { readonly kind: 'opened'; readonly session: SessionSummary }
  /** Why there is nothing to show; `message` is a sentence for the user. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface DocumentParams {
  readonly uri: string;
}

export interface FunctionHeatResult {
  readonly functions: readonly FunctionHeat[];
  /** As in `DocumentHeat`; 0 where the document has no heat. */
  readonly edits: number;
}

/** Also the `initializationOptions` of the server. */
export interface ShownFilesParams {
  /** The deepest folder that a file is below decides about it; a file below none is shown. */
  readonly folders: readonly ShownFolder[];
  readonly mappings: readonly PathMapping[];
}

export interface ShownFolder {
  /** Absolute path. */
  readonly path: string;
  /** Globs relative to the folder. None: every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Files that were recorded below one absolute path are here below another. */
export interface PathMapping {
  readonly recorded: string;
  readonly local: string;
}

export interface HeatChoicesResult {
  readonly choices: readonly HeatChoice[];
  /** What the heat is narrowed to now, in words: "CPU time", "thread worker-1". Empty for the run as it is. */
  readonly shown: readonly string[];
}

export interface ListSessionsResult {
  readonly sessions: readonly SessionRow[];
  /** What all of them take on disk, and what they may take before the oldest are removed. */
  readonly totalBytes: number;
  readonly budgetBytes: number;
}

export interface RenameSessionParams extends SessionFolder {
  /** "" takes the name away. */
  readonly name: string;
}

export interface ExportSessionParams extends SessionFolder {
  /** A name of `exports/formats.ts`. */
  readonly format: string;
  /** Absolute path of the file to write. */
  readonly path: string;
}

export interface ExportFormatsResult {
  /** `extension` has its dot. */
  readonly formats: readonly { readonly name: string; readonly label: string; readonly extension: string }[];
}

export interface FindLineParams extends DocumentParams {
  /** Of the text that was profiled, 1-based. */
  readonly line: number;
}

export interface FindLineResult {
  /** 1-based; null when the line was edited, or when nothing is known of the document. */
  readonly line: number | null;
}

export interface WatchSessionsParams {
  readonly watch: boolean;
}

export interface SetDiskBudgetParams {
  readonly bytes: number;
}

export type DoneResult =
  | { readonly kind: 'done' }
  /** `message` is a sentence for the user. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface MarkdownResult {
  readonly markdown: string;
}

export interface MetricParams {
  readonly metric: HeatMetric;
}

export interface MemoryRowsParams extends HotLinesParams {
  readonly order: MemoryOrder;
}

export interface MemoryRowsResult {
  readonly rows: readonly MemoryRow[];
}

export interface CopyRowsResult {
  readonly rows: readonly CopyRow[];
}

export interface LeakRowsResult {
  readonly rows: readonly LeakRow[];
}

export interface DocumentLeaksResult {
  readonly leaks: readonly DocumentLeak[];
}

export interface MemoryMarkdownParams {
  readonly list: 'memory' | 'copies' | 'leaks';
  /** Of the memory list. */
  readonly order: MemoryOrder;
  readonly limit: number;
}

export interface DocumentImportsResult {
  readonly imports: readonly DocumentImport[];
}

export interface ImportAdviceResult {
  /** Absolute, where they are here. */
  readonly paths: readonly string[];
}

export interface ImportRowsParams {
  readonly order: ImportOrder;
  /** A library's or package's dotted name; "" for the libraries. */
  readonly below: string;
}

export interface ImportRowsResult {
  readonly rows: readonly ImportRow[];
  /** Own time of all imports while the program initialised. */
  readonly init_s: number;
}

export interface ImportsMarkdownParams {
  readonly order: ImportOrder;
  readonly limit: number;
}

export interface ContextsMarkdownParams {
  /** Only what is at or below its code; null: everything. */
  readonly library: string | null;
}

export interface ContextRowsParams extends ContextsMarkdownParams {
  /** A row's id; null: the outermost. */
  readonly below: number | null;
}

export interface ContextRowsResult {
  readonly rows: readonly ShownContext[];
  /** CPU time outside of imports. */
  readonly use_s: number;
  /** Of it, what is shown. */
  readonly share: number;
}

export interface ImportFlameParams {
  /** Null, or of a process without imports: the first one that has some. */
  readonly pid: number | null;
}

export interface ImportFlameResult {
  /** Null without a session, and where nothing was imported. */
  readonly flame: ImportFlame | null;
}

export interface ImportTreeTextResult {
  readonly text: string;
}

export interface MemoryTimelineResult {
  /** Null without a session, and where memory was not measured. */
  readonly timeline: Footprint | null;
}

export interface MemoryAtParams extends HotLinesParams {
  readonly seconds: number;
}

export interface MemoryAtResult {
  readonly rows: readonly HoldingRow[];
}

export interface DocumentHeatParams extends DocumentParams {
  /** First and last line of the range, 1-based, both included. */
  readonly first: number;
  readonly last: number;
}

export interface HotLinesParams {
  readonly limit: number;
}

export interface HotLinesResult {
  /** The files of the rows, hottest first. */
  readonly files: readonly HotFileRow[];
  readonly rows: readonly HotLineRow[];
}

export interface CaptureChanged {
  readonly folder: string;
  /** Seconds since the program was started; 0 while `starting`. */
  readonly elapsed_s: number;
  /** Timer signals handled so far, of all processes. */
  readonly samples: number;
  /** CPU and waiting time so far, of all threads. */
  readonly cpu_s: number;
  readonly wait_s: number;
  readonly state: 'starting' | 'running' | 'ended';
}

export interface CancelCaptureResult {
  /** False when there is no such capture to ask: not started yet, or over. */
  readonly asked: boolean;
}
