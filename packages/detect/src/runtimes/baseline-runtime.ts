import { DIFF_FEATURES } from '../features/diff-features.js';
import { featureChannels } from '../features/feature-sets.js';
import { takeInner } from './inner-part.js';
import type { InnerPart, Runtime } from './runtime.js';

/**
 * Change-vector analysis without weights: the log length of the change vector over its scene median is added by the
 * decision rule; here come what vegetation and soil say, and how the change stands out from its surroundings.
 * Bare ground that was green weighs most; regrowth counts against. A model on another set of channels has no such terms:
 * its score is the change length alone, and its rule judges objects by the channels it names (`landscar-s2-open`).
 */
export const baselineRuntime: Runtime = {
  name: 'baseline',
  supports: (model) => model.manifest.resources.runtimes.includes('baseline'),
  version: () => Promise.resolve('built in'),
  load: ({ manifest }) => {
    const channels = featureChannels(manifest.input);
    const at = (name: string): number => channels.indexOf(name);
    const [ndviBefore, ndviAfter] = [at('ndviBefore'), at('ndviAfter')];
    const [bareBefore, bareAfter] = [at('bareSoilBefore'), at('bareSoilAfter')];
    const [contrast, length] = [at('contrast25'), at('lengthZ')];
    const withTerms = manifest.input.features === DIFF_FEATURES && bareBefore !== -1;
    let logits = new Float32Array(0);
    return Promise.resolve({
      predict: (input: Float32Array, height: number, width: number, inner?: InnerPart) => {
        const n = height * width;
        if (logits.length !== n) logits = new Float32Array(n);
        for (let i = 0; withTerms && i < n; i++) {
          const greening = (input[ndviAfter * n + i]! - input[ndviBefore * n + i]!) / 2;
          const baring = (input[bareAfter * n + i]! - input[bareBefore * n + i]!) / 4;
          logits[i] =
            0.35 * input[length * n + i]! +
            0.35 * input[contrast * n + i]! +
            Math.min(0.6, Math.max(-0.6, baring)) -
            Math.max(0, greening);
        }
        return Promise.resolve(takeInner(logits, width, inner));
      },
      heldTensors: () => 0,
      describe: () => 'baseline: change vectors, NDVI and bare-soil terms',
      dispose: () => Promise.resolve(),
    });
  },
};
