import { syntheticInput } from '../convert/synthetic-input.js';
import type { Predictor } from '../runtimes/runtime.js';

const STRIDES = [1, 2, 4, 8, 16, 32] as const;
const SIZE_PX = 256;

/**
 * What sides a network takes, and how far a pixel reaches, found by trying: sides that are no multiple of the stride
 * fail or answer with another size, and a changed pixel changes its surroundings. Throws what `refuse` makes of the last
 * failure where no side works.
 */
export async function measureReach(
  predictor: Predictor,
  channels: number,
  refuse: (cause: unknown) => Error,
): Promise<{ readonly stridePx: number; readonly haloPx: number }> {
  let stridePx: number | undefined;
  let failure: unknown = new Error('no side up to a multiple of 32 px works');
  for (const stride of STRIDES) {
    const sizePx = 64 + stride;
    try {
      const output = await predictor.predict(syntheticInput(channels, sizePx), sizePx, sizePx);
      if (output.length === sizePx * sizePx) {
        stridePx = stride;
        break;
      }
      failure = new Error(`${sizePx} × ${sizePx} px in, ${output.length} numbers out`);
    } catch (error) {
      failure = error;
    }
  }
  if (stridePx === undefined) throw refuse(failure);
  let reach = 0;
  const centre = SIZE_PX / 2;
  for (const [seed, dx] of [
    [3, 0],
    [4, stridePx - 1],
    [5, stridePx >> 1],
  ] as const) {
    const input = syntheticInput(channels, SIZE_PX, seed);
    const before = Float32Array.from(await predictor.predict(input, SIZE_PX, SIZE_PX));
    const at = centre * SIZE_PX + centre + dx;
    for (let c = 0; c < channels; c++) input[c * SIZE_PX * SIZE_PX + at]! += c % 2 === 0 ? 40 : -40;
    const after = await predictor.predict(input, SIZE_PX, SIZE_PX);
    for (let i = 0; i < before.length; i++) {
      if (before[i] === after[i]) continue;
      const [x, y] = [i % SIZE_PX, Math.floor(i / SIZE_PX)];
      reach = Math.max(reach, Math.abs(x - centre - dx), Math.abs(y - centre));
    }
  }
  // Rectifiers may hide a little of the reach from the inputs that were tried.
  return { stridePx, haloPx: reach + 2 * stridePx };
}
