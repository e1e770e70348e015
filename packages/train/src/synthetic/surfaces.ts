import type { Random } from '../random.js';
import type { Patch } from './shapes.js';

/** Heights in metres over a patch, (height, width). */
export type Surface = Float32Array;

/** Ground is 10 m a pixel in all that the networks see. */
export const PIXEL_M = 10;

/** A pit that goes down in benches, 8 to 15 m high, with treads of 20 to 50 m. */
export function pit(ground: Surface, { inner }: Patch, random: Random): Surface {
  const [benchM, treadPx, deepestM] = [random.between(8, 15), random.between(2, 5), random.between(20, 60)];
  return ground.map((h, i) => h - Math.min(deepestM, benchM * Math.ceil(Math.max(0, inner[i]!) / treadPx)));
}

/** What is tipped lies at its angle of repose, about 37°, with gullies down its sides, and is levelled on top. */
export function heap(ground: Surface, { inner, width }: Patch, random: Random): Surface {
  const topM = random.between(8, 35);
  const gullies = 6 + random.below(8);
  const middle = width / 2;
  return ground.map((h, i) => {
    const angle = Math.atan2(Math.floor(i / width) - middle, (i % width) - middle);
    const sideM = Math.max(0, inner[i]!) * PIXEL_M * Math.tan((37 * Math.PI) / 180) * 0.6;
    return h + Math.min(topM, sideM * (1 + 0.15 * Math.cos(gullies * angle)));
  });
}

/** Cut on the upper side and filled on the lower one until it is level; slopes of one to two pixels around it. */
export function levelled(ground: Surface, { inner, cover }: Patch, random: Random): Surface {
  const slopePx = random.between(1, 2);
  let [sum, count] = [0, 0];
  for (const [i, share] of cover.entries()) {
    sum += ground[i]! * share;
    count += share;
  }
  const levelM = sum / Math.max(1, count);
  return ground.map((h, i) => h + (levelM - h) * Math.min(1, Math.max(0, inner[i]! / slopePx)));
}
