// The licences of the packages inside the bundles, which ask to travel with their code.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './layout.mjs';
import { UserError } from './userError.mjs';

/**
 * @param {string} input a bundled file, relative to the repository
 * @returns {string | undefined} its package's folder, the innermost one; undefined for our own files
 */
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

/**
 * @param {string} folder
 * @returns {string} name, version and licence text
 */
function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined && license === undefined) {
    throw new UserError(
      'NO_LICENCE',
      `${name} ${version} is bundled and says nothing about its licence; leave it out.`,
    );
  }
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}

/**
 * @param {Iterable<string>} inputs all bundled files, relative to the repository
 * @returns {string} the notices, sorted by package
 */
export function collectNotices(inputs) {
  const folders = new Set([...inputs].map(packageFolder).filter((folder) => folder !== undefined));
  const present = [...folders].filter((folder) => existsSync(join(root, folder, 'package.json'))).sort();
  const rule = `\n${'-'.repeat(100)}\n\n`;
  return `Heatline contains the following packages.\n${rule}${present.map(describePackage).join(rule)}`;
}
