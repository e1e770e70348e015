/** One scene of a period in a block: what is clear, how far its day lies from the wanted one, how hazy it is. */
export interface Candidate {
  /** 1 where the pixel is a clear observation. */
  readonly clear: Uint8Array;
  readonly dayGap: number;
  /** Twice blue − red, reflectance × 10 000, in the first candidate's radiometry; null without those bands. */
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
): Uint8Array {
  const length = width * height;
  const out = new Uint8Array(length).fill(NO_SCENE);
  const best = new Float32Array(length).fill(-Infinity);
  const around = scenes.map((s) => lookAround(s, width, height, radiusPx));
  const least = new Float32Array(length).fill(Infinity);
  for (const { haze } of around) {
    if (haze === null) continue;
    for (let i = 0; i < length; i++) if (haze[i]! < least[i]!) least[i] = haze[i]!;
  }
  for (const [k, scene] of scenes.entries()) {
    const { clear, haze } = around[k]!;
    const late = Math.min(1, (0.5 * scene.dayGap) / HALF_WORTH_DAYS);
    for (let i = 0; i < length; i++) {
      if (scene.clear[i] === 0) continue;
      const over = haze === null ? 0 : haze[i]! - least[i]! - NO_HAZE;
      const hazy = over > 0 ? (0.5 * over) / HALF_WORTH_HAZE : 0;
      const score = clear[i]! - late - (hazy > 1 ? 1 : hazy);
      // Ties go to the earlier entry: the order of the scenes is part of the result's definition.
      if (score > best[i]! + 1e-6) {
        best[i] = score;
        out[i] = k;
      }
    }
  }
  return out;
}

/** Share of clear pixels in a square around each pixel, and their mean haze (0 where none is clear). */
interface Around {
  readonly clear: Float32Array;
  readonly haze: Float32Array | null;
}

/** Running sums: down the columns, then along the row. */
function lookAround({ clear, haze }: Candidate, width: number, height: number, radius: number): Around {
  const counts = new Int32Array(width);
  const sums = new Float64Array(width);
  const share = new Float32Array(clear.length);
  const mean = haze === null ? null : new Float32Array(clear.length);
  const addRow = (y: number, sign: 1 | -1): void => {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (clear[i] === 0) continue;
      counts[x] = counts[x]! + sign;
      if (haze !== null) sums[x] = sums[x]! + sign * haze[i]!;
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
      share[i] = count / (rows * columns);
      if (mean !== null) mean[i] = count === 0 ? 0 : sum / (2 * count);
    }
  }
  return { clear: share, haze: mean };
}
