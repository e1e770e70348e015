import { jsonRenderer } from './json-renderer.js';
import { plainRenderer } from './plain-renderer.js';
import type { Renderer } from './renderer.js';
import { terminalRenderer } from './terminal-renderer.js';

/** A bar on a terminal, plain lines elsewhere, JSON lines on `--json`. */
export function chooseRenderer(options: { readonly json: boolean; readonly quiet: boolean }): Renderer {
  if (options.json) return jsonRenderer(process.stderr);
  if (options.quiet) return { show: () => undefined, close: () => undefined };
  return process.stderr.isTTY ? terminalRenderer(process.stderr) : plainRenderer(process.stderr);
}
