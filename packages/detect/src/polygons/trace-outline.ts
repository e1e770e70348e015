import type { Position } from '@landscar/core';
import type { RegionMask } from './region-mask.js';

/**
 * Outlines of a 4-connected object along pixel edges, closed, in pixel corners of the raster; inside on the right hand
 * (clockwise on the screen), holes the other way. First the outer ring, then the holes. Only corners are kept.
 */
export function traceOutline(mask: RegionMask): Position[][] {
  const { width, height, bits, left, top } = mask;
  const used = new Uint8Array(width * height);
  const rings: Position[][] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      // Each ring is found at one of its upper edges: inside below, outside above.
      if (bits[at] !== 1 || bits[at - width] === 1 || used[at] === 1) continue;
      rings.push(followRing(bits, width, x, y, used).map(([u, v]): Position => [u + left, v + top]));
    }
  }
  return rings;
}

/** Directions 0 right, 1 down, 2 left, 3 up; going along an edge the inside is on the right hand. */
const DX = [1, 0, -1, 0] as const;
const DY = [0, 1, 0, -1] as const;

function followRing(
  bits: Uint8Array,
  width: number,
  startX: number,
  startY: number,
  used: Uint8Array,
): [number, number][] {
  const corners: [number, number][] = [];
  let [x, y, direction] = [startX, startY, 0];
  do {
    // The upper edge of pixel (x, y) going right is marked, so that its ring is not found twice.
    if (direction === 0) used[y * width + x] = 1;
    x += DX[direction]!;
    y += DY[direction]!;
    const turn = turnAt(bits, width, x, y, direction);
    if (turn !== 0) corners.push([x, y]);
    direction = (direction + turn + 4) % 4;
  } while (x !== startX || y !== startY || direction !== 0);
  corners.push(corners[0]!);
  return corners;
}

/** +1 right, −1 left, 0 straight on. Where two pixels touch by a corner only, the same pixel is kept: 4-connected. */
function turnAt(bits: Uint8Array, width: number, x: number, y: number, direction: number): number {
  const [dx, dy] = [DX[direction]!, DY[direction]!];
  // The pixels ahead of the corner (x, y), right and left of the way.
  const ahead = (side: number): number => {
    const px = x + (dx === 0 ? (side * -dy - 1) / 2 : (dx - 1) / 2);
    const py = y + (dy === 0 ? (side * dx - 1) / 2 : (dy - 1) / 2);
    return bits[py * width + px]!;
  };
  if (ahead(1) !== 1) return 1;
  return ahead(-1) === 1 ? -1 : 0;
}
