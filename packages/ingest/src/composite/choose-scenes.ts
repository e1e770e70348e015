/** One scene of a period in a block: what is clear, how far its day lies from the wanted one, how hazy it is. */
export interface Candidate {
  /** 1 where the pixel is a clear observation. */
  readonly clear: Uint8Array;
  readonly dayGap: number;
  /** Blue − half of red, reflectance × 10 000, in the first candidate's radiometry; null without those bands. */
  readonly haze: Float32Array | null;
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
  const haze = scenes.map((s) => (s.haze === null ? null : boxMean(s.haze, width, height, radiusPx, s.clear)));
  const least = new Float32Array(length).fill(Infinity);
  for (const one of haze) {
    if (one === null) continue;
    for (let i = 0; i < length; i++) least[i] = Math.min(least[i] ?? 0, one[i] ?? 0);
  }
  for (const [k, scene] of scenes.entries()) {
    const around = boxMean(Float32Array.from(scene.clear), width, height, radiusPx, null);
    const late = Math.min(1, (0.5 * scene.dayGap) / HALF_WORTH_DAYS);
    const own = haze[k];
    for (let i = 0; i < length; i++) {
      if (scene.clear[i] === 0) continue;
      const hazy =
        own === null || own === undefined
          ? 0
          : (0.5 * Math.max(0, (own[i] ?? 0) - (least[i] ?? 0) - NO_HAZE)) / HALF_WORTH_HAZE;
      const score = (around[i] ?? 0) - late - Math.min(1, hazy);
      // Ties go to the earlier entry: the order of the scenes is part of the result's definition.
      if (score > (best[i] ?? 0) + 1e-6) [best[i], out[i]] = [score, k];
    }
  }
  return out;
}

/** Mean over a square of pixels (of those where `only` is not 0); rows then columns with running sums. */
function boxMean(
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
  only: Uint8Array | null,
): Float32Array {
  const length = width * height;
  const sum = new Float64Array(length);
  const count = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    if (only !== null && only[i] === 0) continue;
    sum[i] = values[i] ?? 0;
    count[i] = 1;
  }
  for (const plane of [sum, count]) {
    for (let y = 0; y < height; y++) sweep(plane, y * width, 1, width, radius);
    for (let x = 0; x < width; x++) sweep(plane, x, width, height, radius);
  }
  return Float32Array.from(sum, (s, i) => (count[i] === 0 ? 0 : s / (count[i] ?? 1)));
}

function sweep(plane: Float64Array, start: number, step: number, length: number, radius: number): void {
  const line = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) line[i + 1] = (line[i] ?? 0) + (plane[start + i * step] ?? 0);
  for (let i = 0; i < length; i++)
    plane[start + i * step] = (line[Math.min(length, i + radius + 1)] ?? 0) - (line[Math.max(0, i - radius)] ?? 0);
}
