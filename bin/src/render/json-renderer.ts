import type { Renderer } from './renderer.js';

/** One JSON object a line. */
export const jsonRenderer = (stream: NodeJS.WritableStream): Renderer => ({
  show: (event) => {
    stream.write(`${JSON.stringify(event)}\n`);
  },
  close: () => undefined,
});
