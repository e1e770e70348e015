import type { Random } from '../random.js';

/** Where the sun stands, radians; azimuth clockwise from north. */
export interface Sun {
  readonly azimuth: number;
  readonly elevation: number;
}

/**
 * Sentinel-2 passes at half past ten by local solar time (ESA, Sentinel-2 User Handbook): north of the tropics the sun is in
 * the southeast then, 25° high in winter and 65° in summer.
 */
export function morningSun(random: Random): Sun {
  const degrees = Math.PI / 180;
  return { azimuth: random.normal(150, 12) * degrees, elevation: random.between(25, 65) * degrees };
}

/** Light of the sky reaches what the sun does not. */
const LEAST_LIGHT = 0.3;

/**
 * How bright a surface is against level ground, (height, width): the cosine of the angle to the sun (Horn 1981), not below what
 * the sky gives. `heightM` (height, width) in metres, `pixelM` a side.
 */
export function hillshade(
  heightM: Float32Array,
  width: number,
  pixelM: number,
  { azimuth, elevation }: Sun,
): Float32Array {
  const height = heightM.length / width;
  const [towardsX, towardsY] = [Math.sin(azimuth), -Math.cos(azimuth)];
  const out = new Float32Array(heightM.length);
  for (let y = 0; y < height; y++) {
    const [up, down] = [Math.max(0, y - 1), Math.min(height - 1, y + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
      const p = (heightM[y * width + right]! - heightM[y * width + left]!) / (pixelM * Math.max(1, right - left));
      const q = (heightM[down * width + x]! - heightM[up * width + x]!) / (pixelM * Math.max(1, down - up));
      const cosine = (Math.tan(elevation) - p * towardsX - q * towardsY) / Math.hypot(1, p, q);
      out[y * width + x] = Math.max(LEAST_LIGHT, cosine / Math.tan(elevation));
    }
  }
  return out;
}
