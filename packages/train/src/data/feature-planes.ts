import { scenePlanes, type FeatureChoice } from '@landscar/detect';
import type { StackReader } from '@landscar/geodata';
import { memoryStack, type PixelPair } from './pixel-pair.js';

/** Channels of a whole place: Int16 (channel, height, width), value = number / `STEPS`; they lie within ±6. */
export interface FeaturePlanes {
  readonly channels: number;
  /** The first of them are residuals of bands, which augmentation scales together; the rest is scaled one by one. */
  readonly residuals: number;
  readonly width: number;
  readonly height: number;
  readonly values: Int16Array;
}

/** Fine beside the noise that augmentation adds (0.12), half the memory of Float32. */
export const STEPS = 5000;

/** The features of a pair by the very code that inference runs, one set of statistics for the scene. */
export const featurePlanes = async (pair: PixelPair, choice: FeatureChoice): Promise<FeaturePlanes> =>
  (await planesOfStack(memoryStack(pair), choice)).planes;

/** The same of a stack; `observed` (height, width) is 1 where both dates saw the ground. */
export async function planesOfStack(
  stack: StackReader,
  choice: FeatureChoice,
): Promise<{ planes: FeaturePlanes; observed: Uint8Array }> {
  const { channels, width, height, observed } = await scenePlanes(stack, choice);
  const n = width * height;
  const values = new Int16Array(channels.length * n);
  for (const [c, plane] of channels.entries()) {
    for (let i = 0; i < n; i++) values[c * n + i] = Math.round(plane[i]! * STEPS);
  }
  const planes = { channels: channels.length, residuals: choice.bands.length, width, height, values };
  return { planes, observed };
}
