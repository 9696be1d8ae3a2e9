/** "Stop Profiling": the same as Cancel in the notification. */

import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.stop', () => {
    ctx.capture.stop();
    return Promise.resolve();
  });
}
