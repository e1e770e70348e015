import { valueRange } from '../align/value-range.js';

/** One scene of a period in a block: what is clear, how far its day lies from the wanted one, how hazy it is. */
export interface Candidate {
  /** Validity bits: 0 where the pixel is a clear observation. */
  readonly bits: Uint8Array;
  readonly dayGap: number;
  /**
   * Twice blue − red, reflectance × 10 000, in the first candidate's radiometry, at `factor` full pixels a pixel; null
   * without those bands.
   */
  readonly haze: Int32Array | null;
}

/** Nothing clear at this pixel in any scene. */
export const NO_SCENE = 255;
/** A scene this many days off is worth as much as one with half of its surroundings hidden. */
const HALF_WORTH_DAYS = 60;
/** Haze of this much (reflectance × 10 000) over the clearest scene costs as much; a little is season and fit, not haze. */
const HALF_WORTH_HAZE = 300;
const NO_HAZE = 100;

/**
 * The scene for each pixel: clear there, with clear surroundings, near the wanted day, little haze. All but the first is
 * a mean over `radiusPx`, so that the choice changes in wide smooth bows away from clouds and not from pixel to pixel:
 * objects come from one scene. UInt8: place in `scenes`, or `NO_SCENE`.
 */
export function chooseScenes(
  scenes: readonly Candidate[],
  width: number,
  height: number,
  radiusPx: number,
  factor = 1,
): Uint8Array {
  const across = Math.ceil(width / factor);
  const down = Math.ceil(height / factor);
  if (factor > 1 && scenes.every((s) => isSpotless(s.bits))) {
    // Haze alone decides, and is known by coarse pixels.
    const clear = new Uint8Array(across * down);
    const spotless = scenes.map((s) => ({ ...s, bits: clear }));
    const radius = Math.max(1, Math.round(radiusPx / factor));
    return spread(chooseScenes(spotless, across, down, radius), width, height, factor);
  }
  const out = new Uint8Array(width * height).fill(NO_SCENE);
  const best = new Float32Array(width * height).fill(-Infinity);
  const haze = scenes.map((s) => meanHaze(s, width, height, radiusPx, factor));
  const least = new Float32Array(across * down).fill(Infinity);
  for (const one of haze) {
    if (one === null) continue;
    for (let i = 0; i < least.length; i++) if (one[i]! < least[i]!) least[i] = one[i]!;
  }
  const shift = Math.log2(factor);
  for (const [k, { bits, dayGap }] of scenes.entries()) {
    const around = isSpotless(bits) ? null : boxMean(bits, null, width, height, radiusPx);
    const own = haze[k] ?? null;
    const late = Math.min(1, (0.5 * dayGap) / HALF_WORTH_DAYS);
    for (let y = 0, i = 0; y < height; y++) {
      const row = (y >> shift) * across;
      for (let x = 0; x < width; x++, i++) {
        if (bits[i] !== 0) continue;
        const h = row + (x >> shift);
        const over = own === null ? 0 : own[h]! - least[h]! - NO_HAZE;
        const hazy = over > 0 ? (0.5 * over) / HALF_WORTH_HAZE : 0;
        const score = (around === null ? 1 : around[i]!) - late - (hazy > 1 ? 1 : hazy);
        // Ties go to the earlier entry: the order of the scenes is part of the result's definition.
        if (score > best[i]! + 1e-6) {
          best[i] = score;
          out[i] = k;
        }
      }
    }
  }
  return out;
}

const isSpotless = (bits: Uint8Array): boolean => valueRange(bits).most === 0;

/** Every number on a square of `factor` pixels. */
function spread(coarse: Uint8Array, width: number, height: number, factor: number): Uint8Array {
  const across = Math.ceil(width / factor);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    if (y % factor !== 0) out.copyWithin(y * width, (y - 1) * width, y * width);
    else
      for (let x = 0, row = (y / factor) * across; x < width; x++)
        out[y * width + x] = coarse[row + Math.floor(x / factor)]!;
  }
  return out;
}

/** Mean haze around each coarse pixel, of those that are clear at their corner; 0 where none is. */
function meanHaze(
  { bits, haze }: Candidate,
  width: number,
  height: number,
  radiusPx: number,
  factor: number,
): Float32Array | null {
  if (haze === null) return null;
  const [across, down] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const only = new Uint8Array(haze.length);
  for (let y = 0, i = 0; y < down; y++)
    for (let x = 0; x < across; x++, i++) only[i] = bits[y * factor * width + x * factor]!;
  return boxMean(only, haze, across, down, Math.max(1, Math.round(radiusPx / factor)));
}

/**
 * In a square around each pixel: the share of pixels where `bits` is 0, or half the mean of `values` over those. Running
 * sums: down the columns, then along the row.
 */
function boxMean(
  bits: Uint8Array,
  values: Int32Array | null,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const counts = new Int32Array(width);
  const sums = new Float64Array(width);
  const out = new Float32Array(bits.length);
  const addRow = (y: number, sign: 1 | -1): void => {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (bits[i] !== 0) continue;
      counts[x] = counts[x]! + sign;
      if (values !== null) sums[x] = sums[x]! + sign * values[i]!;
    }
  };
  for (let y = 0; y < Math.min(radius, height); y++) addRow(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) addRow(y + radius, 1);
    if (y > radius) addRow(y - radius - 1, -1);
    const rows = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
    let [count, sum] = [0, 0];
    for (let x = 0; x < Math.min(radius, width); x++) {
      count += counts[x]!;
      sum += sums[x]!;
    }
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const [right, left] = [x + radius, x - radius - 1];
      if (right < width) {
        count += counts[right]!;
        sum += sums[right]!;
      }
      if (left >= 0) {
        count -= counts[left]!;
        sum -= sums[left]!;
      }
      const columns = (right < width ? right : width - 1) - (left >= 0 ? left : -1);
      if (values === null) out[i] = count / (rows * columns);
      else out[i] = count === 0 ? 0 : sum / (2 * count);
    }
  }
  return out;
}
