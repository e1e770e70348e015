import type { RunEvent } from '@landscar/pipeline';
import type { Renderer } from './renderer.js';

/** One line per stage, warning and tenth of a step. */
export function plainRenderer(stream: NodeJS.WritableStream): Renderer {
  const lastTenth = new Map<string, number>();
  return {
    show: (event) => {
      if (event.event === 'stage.progress' && !isNewTenth(lastTenth, event)) return;
      const line = plainLine(event);
      if (line !== null) stream.write(`${line}\n`);
    },
    close: () => undefined,
  };
}

function isNewTenth(lastTenth: Map<string, number>, event: Extract<RunEvent, { event: 'stage.progress' }>): boolean {
  const key = `${event.stage} ${event.step}`;
  const tenth = Math.floor((10 * event.done) / Math.max(1, event.total));
  if (lastTenth.get(key) === tenth) return false;
  lastTenth.set(key, tenth);
  return true;
}

export function plainLine(event: RunEvent): string | null {
  switch (event.event) {
    case 'run.start':
      return `landscar: site ${event.site}, run ${event.runId} -> ${event.out}`;
    case 'stage.start':
      return null;
    case 'stage.progress':
      return `  ${event.stage}: ${event.step} ${event.done}/${event.total}`;
    case 'stage.end':
      return `${event.stage}: ${event.skipped ? 'already done' : `${(event.durationMs / 1000).toFixed(1)} s`}${countsText(event.counts)}`;
    case 'warning':
      return `warning (${event.stage}) ${event.code}: ${event.message}`;
    case 'run.end':
      return `landscar: run ${event.runId} ${event.partial ? 'done in part' : 'done'} in ${(event.durationMs / 1000).toFixed(1)} s`;
  }
}

const countsText = (counts: Readonly<Record<string, number>>): string => {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};
