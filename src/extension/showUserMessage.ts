/** The one place where the extension shows messages: the text, its code, and a button for each next step. */

import * as vscode from 'vscode';

import { assertNever } from '../base/assertNever.ts';
import type { NextStep } from './nextSteps.ts';
import { unexpected, UserMessageError, type UserMessage } from './userErrors.ts';

/** Resolves once the message is answered or gone. Of two that are the same VS Code keeps the newer. */
export async function showUserMessage(message: UserMessage): Promise<void> {
  // VS Code makes links of [words](command:…), and paths and names in a text are a session's word.
  const text = `${message.text} [${message.code}]`.replaceAll('](', '] (');
  const labels = message.nextSteps.map(({ label }) => label);
  const chosen = await present(message, text, labels);
  const step = message.nextSteps.find(({ label }) => label === chosen);
  if (step !== undefined) await vscode.commands.executeCommand(step.command, ...(step.args ?? []));
}

/** Tells how something ended that went well. */
export async function showOutcome(text: string, nextSteps: readonly NextStep[]): Promise<void> {
  const labels = nextSteps.map(({ label }) => label);
  const chosen = await vscode.window.showInformationMessage(text.replaceAll('](', '] ('), ...labels);
  const step = nextSteps.find(({ label }) => label === chosen);
  if (step !== undefined) await vscode.commands.executeCommand(step.command, ...(step.args ?? []));
}

/** Does what the user asked for; why it did not work is shown and goes to the log. */
export async function showFailure(log: vscode.LogOutputChannel, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof UserMessageError ? error.shown : unexpected(error);
    log.error(`${message.code}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    await showUserMessage(message);
  }
}

async function present(
  { severity }: UserMessage,
  text: string,
  labels: readonly string[],
): Promise<string | undefined> {
  switch (severity) {
    case 'error':
      return vscode.window.showErrorMessage(text, ...labels);
    case 'warning':
      return vscode.window.showWarningMessage(text, ...labels);
    case 'info':
      return vscode.window.showInformationMessage(text, ...labels);
    default:
      return assertNever(severity);
  }
}
