import type { FlatShape } from './flat-shape.js';

/**
 * Area that two valid outlines share, exact and without an overlay: the regions under every two edges, down to a common base
 * line, meet in a trapezium, counted with the signs of both edges (edges that run back are counted off). Each pair costs
 * nanoseconds, and most miss each other.
 */
export function sharedAreaM2(a: FlatShape, b: FlatShape): number {
  const base = Math.min(a.box[1], b.box[1]);
  const left = Math.min(a.box[0], b.box[0]);
  const [edgesA, edgesB] = [edgesOf(a, left, base), edgesOf(b, left, base)];
  let sum = 0;
  for (let i = 0; i < edgesA.length; i += 5) {
    const [x0, x1] = [edgesA[i]!, edgesA[i + 2]!];
    for (let k = 0; k < edgesB.length; k += 5) {
      const from = Math.max(x0, edgesB[k]!);
      const to = Math.min(x1, edgesB[k + 2]!);
      if (to <= from) continue;
      sum += edgesA[i + 4]! * edgesB[k + 4]! * lowerArea(edgesA, i, edgesB, k, from, to);
    }
  }
  return Math.abs(sum);
}

/** x0 y0 x1 y1 with x0 < x1, and the sign: +1 where the edge bounds the shape from above. */
function edgesOf({ coords, ringEnds, polygonEnds }: FlatShape, left: number, base: number): Float64Array {
  const edges = new Float64Array((coords.length / 2) * 5);
  let [from, ring, at] = [0, 0, 0];
  for (const last of polygonEnds) {
    for (let inner = 0; ring < last; ring++, inner++) {
      const end = ringEnds[ring] ?? from;
      // A hole counts against its polygon, however its ring runs.
      const role = Math.sign(twiceArea(coords, from, end)) * (inner === 0 ? 1 : -1);
      for (let i = from; i + 1 < end; i++) {
        const [ax, ay] = [coords[2 * i]! - left, coords[2 * i + 1]! - base];
        const [bx, by] = [coords[2 * i + 2]! - left, coords[2 * i + 3]! - base];
        if (ax === bx) continue;
        const forward = ax < bx;
        edges[at] = forward ? ax : bx;
        edges[at + 1] = forward ? ay : by;
        edges[at + 2] = forward ? bx : ax;
        edges[at + 3] = forward ? by : ay;
        edges[at + 4] = forward ? -role : role;
        at += 5;
      }
      from = end;
    }
  }
  return edges.subarray(0, at);
}

function twiceArea(coords: Float64Array, from: number, end: number): number {
  const [x0, y0] = [coords[2 * from]!, coords[2 * from + 1]!];
  let sum = 0;
  for (let i = from; i + 1 < end; i++)
    sum += (coords[2 * i]! - x0) * (coords[2 * i + 3]! - y0) - (coords[2 * i + 2]! - x0) * (coords[2 * i + 1]! - y0);
  return sum;
}

/** Area under the lower of two edges between two abscissae. */
function lowerArea(a: Float64Array, i: number, b: Float64Array, k: number, from: number, to: number): number {
  const slopeA = (a[i + 3]! - a[i + 1]!) / (a[i + 2]! - a[i]!);
  const slopeB = (b[k + 3]! - b[k + 1]!) / (b[k + 2]! - b[k]!);
  const [a0, b0] = [a[i + 1]! + slopeA * (from - a[i]!), b[k + 1]! + slopeB * (from - b[k]!)];
  const [a1, b1] = [a0 + slopeA * (to - from), b0 + slopeB * (to - from)];
  const [d0, d1] = [a0 - b0, a1 - b1];
  if (d0 * d1 >= 0) return ((d0 + d1 > 0 ? b0 + b1 : a0 + a1) / 2) * (to - from);
  // They cross: the lower one changes at the crossing.
  const share = d0 / (d0 - d1);
  const cross = a0 + slopeA * share * (to - from);
  const [first, second] = d0 > 0 ? [b0, a1] : [a0, b1];
  return ((first + cross) / 2) * share * (to - from) + ((cross + second) / 2) * (1 - share) * (to - from);
}
