import { scenePlanes, type FeatureSetName } from '@landscar/detect';
import { memoryStack, type PixelPair } from './pixel-pair.js';

/** Channels of a whole place: Int16 (channel, height, width), value = number / `STEPS`; they lie within ±6. */
export interface FeaturePlanes {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly values: Int16Array;
}

/** Fine beside the noise that augmentation adds (0.12), half the memory of Float32. */
export const STEPS = 5000;

/** Positions of the residual channels, which augmentation scales together; the rest is scaled one by one. */
export const RESIDUAL_CHANNELS = [0, 1, 2, 3, 4, 5] as const;

/** The features of a pair by the very code that inference runs, one set of statistics for the scene. */
export async function featurePlanes(pair: PixelPair, features: FeatureSetName): Promise<FeaturePlanes> {
  const { channels, width, height } = await scenePlanes(memoryStack(pair), features);
  const n = width * height;
  const values = new Int16Array(channels.length * n);
  for (const [c, plane] of channels.entries()) {
    for (let i = 0; i < n; i++) values[c * n + i] = Math.round(plane[i]! * STEPS);
  }
  return { channels: channels.length, width, height, values };
}
