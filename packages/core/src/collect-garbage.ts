import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees what no one uses any more, now, between two stages that each need much memory. The collector counts what is on its
 * heap, not the hundreds of megabytes of pixels that hang on it, and on a large machine lets the heap grow by gigabytes.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}
