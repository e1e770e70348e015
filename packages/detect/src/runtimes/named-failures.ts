import { LandscarError } from '@landscar/core';
import { weightsUnusable } from '../errors.js';
import type { Runtime } from './runtime.js';

/** A runtime whose library's own errors (weights cut off, another network, another number of channels) become named ones. */
export const withNamedFailures = (runtime: Runtime): Runtime => ({
  ...runtime,
  load: async (model, precision) => {
    const rename = (error: unknown): never => {
      throw error instanceof LandscarError ? error : weightsUnusable(model.manifest, runtime.name, error);
    };
    const predictor = await runtime.load(model, precision).catch(rename);
    return { ...predictor, predict: (...asked) => predictor.predict(...asked).catch(rename) };
  },
});
