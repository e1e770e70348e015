import type { Lang } from '../words.js';
import { jsonRenderer } from './json-renderer.js';
import { plainRenderer } from './plain-renderer.js';
import type { Renderer } from './renderer.js';
import { terminalRenderer } from './terminal-renderer.js';

/** A bar on a terminal, plain lines elsewhere, JSON lines on `--json`. */
export function chooseRenderer(options: {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly lang: Lang;
}): Renderer {
  if (options.json) return jsonRenderer(process.stderr);
  if (options.quiet) return { show: () => undefined, close: () => undefined };
  return process.stderr.isTTY
    ? terminalRenderer(process.stderr, options.lang)
    : plainRenderer(process.stderr, options.lang);
}
