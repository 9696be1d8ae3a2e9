/** The programs that know what each of their lines did (python/heatline/oracles). */
import { join } from 'node:path';

import { pythonFolder } from './pythonTool.ts';

export function oracleFolder(): string {
  return pythonFolder(import.meta.url, 'oracles');
}

export function oracleProgram(name: string): string {
  return join(oracleFolder(), `${name}.py`);
}
