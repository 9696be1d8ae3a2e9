/** Every export by name, for the command line and the editor. */
import type { Profile } from '../profile/profile.ts';
import type { Question } from '../queries/question.ts';
import { exportCollapsed } from './collapsed.ts';
import { exportFirefox } from './firefox.ts';
import { exportPprof } from './pprof.ts';
import { exportScalene } from './scalene.ts';
import type { SourceText } from './scaleneFiles.ts';
import { exportSpeedscope } from './speedscope.ts';

export type { SourceText } from './scaleneFiles.ts';

export type ExportName = 'speedscope' | 'pprof' | 'collapsed' | 'firefox' | 'scalene';

export interface ExportFormat {
  readonly name: ExportName;
  /** For people. */
  readonly label: string;
  /** With its dot, as the format's own tools write it. */
  readonly extension: string;
  /** Of what is written to the file. */
  readonly mediaType: string;
  /** `gzip`: the caller compresses what `write` returns before it goes into the file. */
  readonly compression: 'gzip' | 'none';
  /** Text is to be written as UTF-8. */
  readonly write: (profile: Profile, question: Question, sourceText?: SourceText) => string | Uint8Array;
}

export const exportFormats: readonly ExportFormat[] = [
  {
    name: 'speedscope',
    label: 'speedscope',
    extension: '.speedscope.json',
    mediaType: 'application/json',
    compression: 'none',
    write: exportSpeedscope,
  },
  {
    name: 'pprof',
    label: 'pprof',
    extension: '.pb.gz',
    mediaType: 'application/gzip',
    compression: 'gzip',
    write: exportPprof,
  },
  {
    name: 'collapsed',
    label: 'Collapsed stacks (flame graph)',
    extension: '.collapsed.txt',
    mediaType: 'text/plain',
    compression: 'none',
    write: exportCollapsed,
  },
  {
    name: 'firefox',
    label: 'Firefox Profiler',
    extension: '.firefox.json',
    mediaType: 'application/json',
    compression: 'none',
    write: exportFirefox,
  },
  {
    name: 'scalene',
    label: 'Scalene',
    extension: '.scalene.json',
    mediaType: 'application/json',
    compression: 'none',
    write: exportScalene,
  },
];

/** Undefined where no format has this name. */
export function findExportFormat(name: string): ExportFormat | undefined {
  return exportFormats.find((format) => format.name === name);
}
