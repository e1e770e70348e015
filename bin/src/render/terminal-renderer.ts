import type { Renderer } from './renderer.js';
import { plainLine } from './plain-renderer.js';

const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[2K';

/** A bar that is drawn over itself, with the plain lines above it. */
export function terminalRenderer(stream: NodeJS.WriteStream): Renderer {
  let barShown = false;
  const clear = (): void => {
    if (barShown) stream.write(CLEAR_LINE);
    barShown = false;
  };
  return {
    show: (event) => {
      if (event.event === 'stage.progress') {
        const filled = Math.round((BAR_WIDTH * event.done) / Math.max(1, event.total));
        const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
        const text = `${event.stage.padEnd(7)} ${bar} ${event.step} ${event.done}/${event.total}`;
        stream.write(`${CLEAR_LINE}${text.slice(0, Math.max(20, stream.columns - 1))}`);
        barShown = true;
        return;
      }
      const line = plainLine(event);
      if (line === null) return;
      clear();
      stream.write(`${line}\n`);
    },
    close: clear,
  };
}
