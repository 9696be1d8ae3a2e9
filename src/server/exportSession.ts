/** A session in another tool's format, written to the one file that the user chose. */

import { statSync, writeFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { gzipSync } from 'node:zlib';

import { exportFormats, findExportFormat } from '../exports/formats.ts';
import type { DoneResult, ExportFormatsResult, ExportSessionParams } from '../protocol/lsp.ts';
import { defaultScope } from '../queries/scope.ts';
import { openedSourceText } from '../store/sourceText.ts';
import type { ServerEnvironment } from './environment.ts';

export function listExportFormats(): ExportFormatsResult {
  return { formats: exportFormats.map(({ name, label, extension }) => ({ name, label, extension })) };
}

/** The whole run, as `heatline export` writes it without further options. */
export function exportSession(env: ServerEnvironment, { folder, format, path }: ExportSessionParams): DoneResult {
  const found = env.history.find(folder);
  if (!found.ok) return { kind: 'failed', ...found.problem };
  const chosen = findExportFormat(format);
  if (chosen === undefined) return failed(`There is no export format "${format}".`);
  if (!isAbsolute(path) || !isFileOrNothing(path)) return failed(`${path} is no place for a file.`);
  const opened = env.openSession(found.value);
  if (!opened.ok) return { kind: 'failed', ...opened.problem };
  const { profile } = opened.value;
  const question = { scope: defaultScope(profile), basis: 'elapsed' } as const;
  const contents = chosen.write(profile, question, (file) => openedSourceText(opened.value, file)?.join('\n'));
  try {
    writeFileSync(path, chosen.compression === 'gzip' ? gzipSync(contents) : contents);
  } catch (error) {
    return failed(`${path} could not be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return { kind: 'done' };
}

/** Writing to a pipe or a device could wait for ever. */
function isFileOrNothing(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

function failed(message: string): DoneResult {
  return { kind: 'failed', code: 'export-failed', message };
}
