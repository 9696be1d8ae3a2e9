/** What runs has to be what is seen: Python files that were edited are saved before anything is run. */

import * as vscode from 'vscode';

import type { Log } from '../base/log.ts';
import { isFile } from './isFile.ts';
import { fileDeleted, fileNotOnDisk, fileNotSaved, fileVirtual, noPythonFile } from './userErrors.ts';

/** Gives the file as it can be run: a Python file, saved, on this machine's disk. Throws a UserMessageError that says why not. */
export async function openSaved(file: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  if (file === undefined) throw noPythonFile();
  requireDisk(file);
  const document = await openDocument(file);
  if (document.languageId !== 'python') throw noPythonFile();
  if (document.isDirty && !(await document.save())) throw fileNotSaved(file.fsPath);
  if (!isFile(file.fsPath)) throw fileDeleted(file.fsPath);
  return document;
}

/** A program may import each of them. One that can't be saved is VS Code's to tell; what is run may have nothing to do with it. */
export async function saveAllPython(log: Log): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.languageId !== 'python' || document.uri.scheme !== 'file') continue;
    if (!(await document.save())) log.warn(`${document.uri.fsPath} could not be saved; what is on the disk is run`);
  }
}

/** Only a file on this machine's disk can be run. Throws a UserMessageError for any other. */
export function requireDisk(resource: vscode.Uri): void {
  if (resource.scheme === 'file') return;
  throw resource.scheme === 'untitled' ? fileNotOnDisk() : fileVirtual();
}

async function openDocument(file: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(file);
  } catch (error) {
    if (!isFile(file.fsPath)) throw fileDeleted(file.fsPath);
    throw error;
  }
}
