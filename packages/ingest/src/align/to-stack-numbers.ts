import type { Scene } from '../scenes/scene.js';
import { valueRange } from './value-range.js';

/**
 * Reflectance × 10 000, UInt16, from the sensor's numbers; a pixel that is no data in every band becomes 0 in all of them.
 * The arrays may be the given ones. `full`: known to hold no such pixel.
 */
export function toStackNumbers(
  raw: readonly (Uint16Array | Uint8Array | Float32Array)[],
  { gain, bias, sourceNoData }: Pick<Scene, 'gain' | 'bias' | 'sourceNoData'>,
  full = false,
): Uint16Array[] {
  const length = raw[0]?.length ?? 0;
  const holes = !full && raw.some((band) => holdsEmpty(band, sourceNoData));
  const empty = holes ? emptyPixels(raw, length, sourceNoData) : null;
  return raw.map((band) => {
    if (empty === null && gain === 1 && bias === 0 && band instanceof Uint16Array) return band;
    const out = band instanceof Uint16Array ? band : new Uint16Array(length);
    for (let i = 0; i < length; i++) {
      if (empty !== null && empty[i] !== 0) {
        out[i] = 0;
        continue;
      }
      // 0 means no data in the stack: the darkest valid pixel is 1.
      const v = Math.round(band[i]! * gain + bias);
      out[i] = v < 1 ? 1 : v > 65_535 ? 65_535 : v;
    }
    return out;
  });
}

/** Whether any number is 0, no data or, in floating point, none at all. */
export function holdsEmpty(band: Uint16Array | Uint8Array | Float32Array, noData: number): boolean {
  if (noData === 0 && !(band instanceof Float32Array)) return valueRange(band).least === 0;
  for (let i = 0; i < band.length; i++) {
    const v = band[i]!;
    if (v === 0 || v === noData || v !== v) return true;
  }
  return false;
}

function emptyPixels(
  raw: readonly (Uint16Array | Uint8Array | Float32Array)[],
  length: number,
  noData: number,
): Uint8Array {
  const empty = new Uint8Array(length).fill(1);
  for (const band of raw) {
    for (let i = 0; i < length; i++) {
      const v = band[i]!;
      // NaN is no data too, and unequal to everything.
      if (v !== 0 && v !== noData && v === v) empty[i] = 0;
    }
  }
  return empty;
}
