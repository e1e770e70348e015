import { displayWidth } from '../display-width.js';
import type { Lang } from '../words.js';
import { plainLine } from './plain-renderer.js';
import type { Renderer } from './renderer.js';
import { runName } from './run-words.js';

const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[2K';

/** A bar that is drawn over itself, with the plain lines above it. */
export function terminalRenderer(stream: NodeJS.WriteStream, lang: Lang): Renderer {
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
        const text = `${runName(lang, event.stage)} ${bar} ${runName(lang, event.step)} ${event.done}/${event.total}`;
        stream.write(`${CLEAR_LINE}${fitted(text, Math.max(20, stream.columns - 1))}`);
        barShown = true;
        return;
      }
      const line = plainLine(lang, event);
      if (line === null) return;
      clear();
      stream.write(`${line}\n`);
    },
    close: clear,
  };
}

/** As much of a text as fits into `columns` of a terminal. */
function fitted(text: string, columns: number): string {
  let end = text;
  while (displayWidth(end) > columns) end = end.slice(0, -1);
  return end;
}
