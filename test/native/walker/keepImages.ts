/**
 * Records the kept images anew: `node test/native/walker/keepImages.ts`, with the interpreters of this machine. Only needed when a version
 * joins the supported ones or a case is added; the images of others stay.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { findInterpreters } from '../../accuracy/interpreters.ts';
import { cases, compileWalker, imagesFolder, recordImage } from './images.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-images-'));
try {
  const recorder = await compileWalker(folder, 'record');
  for (const { path, version, kind } of await findInterpreters()) {
    const place = join(imagesFolder, `${version}-${kind}`);
    mkdirSync(place, { recursive: true });
    for (const name of cases) {
      const image = await recordImage(recorder, path, name, folder);
      const bytes = readFileSync(image.path);
      writeFileSync(join(place, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      copyFileSync(join(image.path, '..', 'expected'), join(place, `${name}.txt`));
    }
    console.log(`${version} ${kind}: ${cases.length} images`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
