import { randomOf, type Random } from '../random.js';
import { smoothField } from '../data/views.js';
import type { Spectrum } from './materials.js';
import type { Patch } from './shapes.js';

/** Six bands of a date, changed in place. */
export type Bands = readonly Uint16Array[];

/** Puts a material over ground: soft edge, lit by `light` (height, width), texture at two scales. 0 (no data) stays. */
export function paint(
  bands: Bands,
  width: number,
  patch: Patch,
  material: Spectrum,
  light: Float32Array,
  texture: number,
  random: Random,
): void {
  const coarse = smoothField(patch.width, patch.height, 5, random);
  const height = bands[0]!.length / width;
  const grain = randomOf('grain', random.uniform());
  for (let y = 0; y < patch.height; y++) {
    for (let x = 0; x < patch.width; x++) {
      const [px, py] = [patch.x + x, patch.y + y];
      const at = y * patch.width + x;
      const cover = patch.cover[at]!;
      if (cover === 0 || px < 0 || py < 0 || px >= width || py >= height) continue;
      const uneven = 1 + texture * (2 * coarse[at]! - 1) + grain.normal(0, texture / 2);
      for (const [b, band] of bands.entries()) {
        const i = py * width + px;
        if (band[i] === 0) continue;
        const value = material[b]! * Math.max(0.2, light[at]! * uneven);
        band[i] = Math.min(65_535, Math.max(5, Math.round(band[i]! * (1 - cover) + value * cover)));
      }
    }
  }
}

/** Rows of a field: brightness over a patch, (height, width). */
export function furrows({ width, height }: Patch, turn: number, random: Random): Float32Array {
  const period = random.between(2, 4);
  return Float32Array.from({ length: width * height }, (_, i) => {
    const along = (i % width) * Math.cos(turn) + Math.floor(i / width) * Math.sin(turn);
    return 1 + 0.03 * Math.sin((6.283 * along) / period);
  });
}
