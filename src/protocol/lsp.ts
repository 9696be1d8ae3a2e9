/**
 * Every message between the extension and the language server that is not part of the language server protocol.
 * Both sides take method names, parameters and results from here, so a change that one side misses does not compile.
 */

import type { DocumentHeat, HotLineRow, SessionSummary } from './heat.ts';

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
  /** `heatline/captureChanged` tells how a capture goes until it has ended or `unwatchCapture`. The folder need not exist yet. */
  readonly 'heatline/watchCapture': { readonly params: SessionFolder; readonly result: null };
  readonly 'heatline/unwatchCapture': { readonly params: SessionFolder; readonly result: null };
  /** Asks the runner of a capture to end the program and keep what was recorded. */
  readonly 'heatline/cancelCapture': { readonly params: SessionFolder; readonly result: CancelCaptureResult };
}

/** Sent by the server. */
export interface HeatlineNotifications {
  readonly 'heatline/captureChanged': CaptureChanged;
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

export interface DocumentHeatParams {
  readonly uri: string;
  /** First and last line of the range, 1-based, both included. */
  readonly first: number;
  readonly last: number;
}

export interface HotLinesParams {
  readonly limit: number;
}

export interface HotLinesResult {
  readonly rows: readonly HotLineRow[];
}

export interface CaptureChanged {
  readonly folder: string;
  /** Seconds since the program was started; 0 while `starting`. */
  readonly elapsed_s: number;
  /** Timer signals handled so far, of all processes. */
  readonly samples: number;
  readonly state: 'starting' | 'running' | 'ended';
}

export interface CancelCaptureResult {
  /** False when there is no such capture to ask: not started yet, or over. */
  readonly asked: boolean;
}
