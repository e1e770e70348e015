import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back the buffers of a stage that is over: the collector counts what is on its heap, not the hundreds of
 * megabytes of pixels that hang on it, and would let them lie while the workers need the memory.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}
