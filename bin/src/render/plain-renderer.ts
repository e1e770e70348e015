import { warningText, type RunEvent } from '@landscar/pipeline';
import { speak, type Lang } from '../words.js';
import type { Renderer } from './renderer.js';
import { RUN_WORDS, runName } from './run-words.js';

/** One line per stage, warning and tenth of a step. */
export function plainRenderer(stream: NodeJS.WritableStream, lang: Lang): Renderer {
  const lastTenth = new Map<string, number>();
  return {
    show: (event) => {
      if (event.event === 'stage.progress' && !isNewTenth(lastTenth, event)) return;
      const line = plainLine(lang, event);
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

/** An event as one line, or `null` where nothing is to be said. */
export function plainLine(lang: Lang, event: RunEvent): string | null {
  const word = speak(RUN_WORDS, lang);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} ${word('seconds')}`;
  const counted = (counts: Readonly<Record<string, number>>): string[] =>
    Object.entries(counts).map(([name, count]) => `${runName(lang, name)} ${count}`);
  switch (event.event) {
    case 'run.start':
      return `landscar: ${word('site')} ${event.site}, ${word('run')} ${event.runId} -> ${event.out}`;
    case 'stage.start':
      return null;
    case 'stage.progress':
      return `  ${runName(lang, event.stage)}: ${runName(lang, event.step)} ${event.done}/${event.total}`;
    case 'stage.end': {
      const how = event.skipped ? word('already') : seconds(event.durationMs);
      return `${runName(lang, event.stage)}: ${[how, ...counted(event.counts)].join(', ')}`;
    }
    case 'preliminary':
      return `${word('preliminary')}: ${counted(event.counts).join(', ')} -> ${event.path}`;
    case 'warning':
      return `${word('warning')} (${runName(lang, event.stage)}) ${event.code}: ${warningText(lang, event)}`;
    case 'run.end': {
      const how = word(event.partial ? 'partial' : 'done');
      return `landscar: ${word('run')} ${event.runId} ${how}, ${word('took')} ${seconds(event.durationMs)}`;
    }
  }
}
