import type { RunEvent } from '@landscar/pipeline';

/** Shows the events of a run; everything goes to stderr, stdout is data. */
export interface Renderer {
  readonly show: (event: RunEvent) => void;
  /** Leaves the terminal as it was. */
  readonly close: () => void;
}
