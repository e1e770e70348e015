import type { RunEvent } from '@landscar/pipeline';
import { jsonRenderer } from './json-renderer.js';
import { plainRenderer } from './plain-renderer.js';
import { terminalRenderer } from './terminal-renderer.js';

/** Shows the events of a run; everything goes to stderr, stdout is data. */
export interface Renderer {
  readonly show: (event: RunEvent) => void;
  /** Leaves the terminal as it was. */
  readonly close: () => void;
}

/** A bar on a terminal, plain lines elsewhere, JSON lines on `--json`. */
export function chooseRenderer(options: { readonly json: boolean; readonly quiet: boolean }): Renderer {
  if (options.json) return jsonRenderer(process.stderr);
  if (options.quiet) return { show: () => undefined, close: () => undefined };
  return process.stderr.isTTY ? terminalRenderer(process.stderr) : plainRenderer(process.stderr);
}
