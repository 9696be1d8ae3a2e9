/** What was run last in this workspace, and with which arguments: kept in the workspace's state, so it survives a reload. */

import * as vscode from 'vscode';

import { isJsonObject } from '../base/jsonObject.ts';
import { readRunRequest, type RunRequest } from './runRequest.ts';

export interface LastRuns {
  readonly last: RunRequest | undefined;
  /** Makes it the last run. */
  remember(request: RunRequest): void;
  /** What was typed for a place the last time, "" when nothing was. A place is a file's or a folder's absolute path. */
  typedFor(place: string): string;
  rememberTyped(place: string, text: string): void;
  /** The capture that goes on: it is found again after a reload, which a program survives. */
  running: RunningCapture | undefined;
}

export interface RunningCapture {
  /** For titles. */
  readonly name: string;
  /** The session's folder. */
  readonly folder: string;
}

const lastRunKey = 'heatline.lastRun';
const typedKey = 'heatline.typed';
const runningKey = 'heatline.running';
const mostTyped = 200;

export function createLastRuns(state: vscode.Memento): LastRuns {
  let last = readRunRequest(state.get(lastRunKey));
  tell();

  function tell(): void {
    void vscode.commands.executeCommand('setContext', 'heatline.hasLastRun', last !== undefined);
  }

  return {
    get last() {
      return last;
    },
    remember(request) {
      last = request;
      tell();
      void state.update(lastRunKey, request);
    },
    get running() {
      return readRunning(state.get(runningKey));
    },
    set running(capture) {
      void state.update(runningKey, capture);
    },
    typedFor: (place) => readTyped(state).get(place) ?? '',
    rememberTyped(place, text) {
      const typed = readTyped(state);
      // The latest comes last, and the oldest go.
      typed.delete(place);
      if (text !== '') typed.set(place, text);
      void state.update(typedKey, Object.fromEntries([...typed].slice(-mostTyped)));
    },
  };
}

function readRunning(value: unknown): RunningCapture | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, folder } = value;
  return typeof name === 'string' && typeof folder === 'string' ? { name, folder } : undefined;
}

function readTyped(state: vscode.Memento): Map<string, string> {
  const value = state.get(typedKey);
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return new Map(entries.flatMap(([place, text]) => (typeof text === 'string' ? [[place, text]] : [])));
}
