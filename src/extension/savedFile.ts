/** What runs has to be what is seen: Python files that were edited are saved before anything is run. */

import * as vscode from 'vscode';

import { isFile } from './isFile.ts';
import { fileDeleted, fileNotOnDisk, fileNotSaved, fileVirtual, noPythonFile } from './userErrors.ts';

/** Gives the file as it can be run: a Python file, saved, on this machine's disk. Throws a UserMessageError that says why not. */
export async function openSaved(file: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  if (file === undefined) throw noPythonFile();
  requireDisk(file);
  const document = await openDocument(file);
  if (document.languageId !== 'python') throw noPythonFile();
  await save(document);
  if (!isFile(file.fsPath)) throw fileDeleted(file.fsPath);
  return document;
}

/** A program may import each of them. Throws a UserMessageError when one can't be saved. */
export async function saveAllPython(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (document.languageId === 'python' && document.uri.scheme === 'file') await save(document);
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

async function save(document: vscode.TextDocument): Promise<void> {
  if (document.isDirty && !(await document.save())) throw fileNotSaved(document.uri.fsPath);
}
