// What tasks await, as a person sees it: the hover of an awaiting line says how long, for what and by how many.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepPicture, runChecks } from './checks.mjs';
import { openWorkbench } from './host.mjs';
import { profileFromExplorer, readHeat, until } from './screen.mjs';

const program = `"""Guests that wait for a table."""
import asyncio


async def guest(queue):
    await queue.get()
    await asyncio.sleep(0.2)


async def main():
    queue = asyncio.Queue()
    guests = [asyncio.ensure_future(guest(queue)) for _ in range(40)]
    for number in range(40):
        await asyncio.sleep(0.02)
        queue.put_nowait(number)
        sum(number * number for number in range(100_000))
    await asyncio.gather(*guests)


asyncio.run(main())
`;

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runTasks() {
  const source = mkdtempSync(join(tmpdir(), 'heatline-guests-'));
  writeFileSync(join(source, 'guests.py'), program);
  const workbench = await openWorkbench({ workspace: source, settings: { 'editor.minimap.enabled': false } });
  const { page } = workbench;
  try {
    return await runChecks(page, [
      [
        'the hover of an awaiting line says how long, for what and by how many tasks',
        async () => {
          await profileFromExplorer(page, 'guests.py');
          await until(
            'the heat of the run',
            async () => (Object.keys(await readHeat(page)).length > 0 ? true : undefined),
            60_000,
          );
          const line = page.locator('.monaco-editor .view-line', { hasText: 'queue.get()' });
          const hover = page.locator('.monaco-hover:visible');
          await until('the hover', async () => {
            await line.hover({ position: { x: 110, y: 8 } });
            const said = await hover.allInnerTexts();
            const text = /[\d.]+ s awaited( \(95 % between [^)]*\))?, by \d+(\.\d)? tasks on average .*: queues\./;
            return said.some((each) => text.test(each)) ? true : undefined;
          });
          await keepPicture(page, 'tasks-hover', 300);
        },
      ],
    ]);
  } finally {
    await workbench.close();
    rmSync(source, { recursive: true, force: true });
  }
}
