// `npm run build`: from a fresh clone to a runnable dist/heatline.js.

import { command } from './setup.mjs';

await command(import.meta.url, async () => {
  const { buildAll } = await import('./product.mjs');
  await buildAll();
  process.stdout.write('Built: node dist/heatline.js\n');
});
