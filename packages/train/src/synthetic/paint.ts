import { randomOf, type Random } from '../random.js';
import { smoothField } from '../data/views.js';
import type { Spectrum } from './materials.js';
import type { Patch } from './shapes.js';

/** Brightness factor at a pixel of a patch; dx, dy from its centre, `inner` px from its edge. */
export type Shading = (dx: number, dy: number, inner: number) => number;

/** Six bands of a date, changed in place. */
export type Bands = readonly Uint16Array[];

/** Puts a material over ground: soft edge, its own shading, texture at two scales. 0 (no data) stays. */
export function paint(
  bands: Bands,
  width: number,
  patch: Patch,
  material: Spectrum,
  shading: Shading,
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
      const light = shading(x - patch.width / 2, y - patch.height / 2, patch.inner[at]!);
      const uneven = 1 + texture * (2 * coarse[at]! - 1) + grain.normal(0, texture / 2);
      for (const [b, band] of bands.entries()) {
        const i = py * width + px;
        if (band[i] === 0) continue;
        const value = material[b]! * Math.max(0.2, light * uneven);
        band[i] = Math.min(65_535, Math.max(5, Math.round(band[i]! * (1 - cover) + value * cover)));
      }
    }
  }
}

export const flat: Shading = () => 1;

/** Benches of a quarry: bright treads, dark faces away from the sun. */
export function benches(random: Random): Shading {
  const step = random.between(2.5, 5);
  const sun = random.between(0, 6.283);
  return (dx, dy, inner) => {
    const face = (inner / step) % 1 < 0.4;
    return face ? 1 - 0.25 * Math.cos(Math.atan2(dy, dx) - sun) : 1.08;
  };
}

/** A heap: lit towards the sun, dark behind, with gullies down its sides. */
export function heap(random: Random): Shading {
  const sun = random.between(0, 6.283);
  const gullies = 6 + random.below(8);
  return (dx, dy, inner) => {
    const angle = Math.atan2(dy, dx);
    const top = inner > 6;
    return top ? 1 : 1 + 0.28 * Math.cos(angle - sun) + 0.06 * Math.cos(gullies * angle);
  };
}

/** Rows of a field. */
export function furrows(turn: number, random: Random): Shading {
  const period = random.between(2, 4);
  return (dx, dy) => 1 + 0.03 * Math.sin((6.283 * (dx * Math.cos(turn) + dy * Math.sin(turn))) / period);
}
