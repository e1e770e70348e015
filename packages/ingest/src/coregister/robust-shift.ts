import type { ShiftField } from '../align/aligned-reader.js';
import { median } from './median.js';
import { solveLinear } from './solve-linear.js';

/** The shift measured in one block, at its middle. */
export interface BlockShift {
  readonly xPx: number;
  readonly yPx: number;
  readonly dx: number;
  readonly dy: number;
  readonly snr: number;
}

export interface ShiftModel {
  readonly dx: number;
  readonly dy: number;
  readonly field: ShiftField;
  /** 0: one shift for all; 1, 2: order of the polynomial over the scene. */
  readonly order: 0 | 1 | 2;
  readonly inliers: readonly BlockShift[];
}

export const percentile = (values: readonly number[], share: number): number =>
  new Float64Array(values).sort()[Math.floor(share * (values.length - 1))] ?? NaN;

/** Blocks within three robust deviations of the middle, at least 0.25 px; null when fewer than `least` agree. */
export function fitShift(blocks: readonly BlockShift[], least: number): ShiftModel | null {
  let inliers: readonly BlockShift[] = blocks;
  let [dx, dy] = [0, 0];
  for (let round = 0; round < 6; round++) {
    [dx, dy] = [median(inliers.map((b) => b.dx)), median(inliers.map((b) => b.dy))];
    const distances = inliers.map((b) => Math.hypot(b.dx - dx, b.dy - dy));
    const limit = Math.max(0.25, 3 * 1.4826 * median(distances));
    const kept = blocks.filter((b) => Math.hypot(b.dx - dx, b.dy - dy) <= limit);
    if (kept.length === inliers.length) break;
    inliers = kept;
  }
  // Agreement by chance: scattered peaks fill the search range, a real shift gathers a good share of the blocks.
  if (inliers.length < least || inliers.length < 0.3 * blocks.length) return null;
  const weight = inliers.reduce((s, b) => s + b.snr, 0);
  dx = inliers.reduce((s, b) => s + b.dx * b.snr, 0) / weight;
  dy = inliers.reduce((s, b) => s + b.dy * b.snr, 0) / weight;
  return { dx, dy, field: () => [dx, dy], order: 0, inliers };
}

/**
 * A smooth field where it explains clearly more than one shift: the median of what is left must fall by a quarter
 * and the field must bend by 0.2 px at least; the number of blocks must be four times the unknowns.
 */
export function fitSmooth(model: ShiftModel, blocks: readonly BlockShift[], width: number, height: number): ShiftModel {
  let best = model;
  let bestLeft = leftOver(model.field, model.inliers);
  for (const order of [1, 2] as const) {
    const terms = order === 1 ? 3 : 6;
    if (model.inliers.length < terms * 4) break;
    const fitted = polynomial(model.inliers, blocks, order, width, height);
    if (fitted === null) break;
    const left = leftOver(fitted.field, fitted.inliers);
    const spread = fieldSpread(fitted.field, width, height);
    if (left < 0.75 * bestLeft && spread > 0.2 && spread < 4 && fitted.inliers.length >= model.inliers.length)
      [best, bestLeft] = [fitted, left];
  }
  return best;
}

const leftOver = (field: ShiftField, blocks: readonly BlockShift[]): number =>
  median(blocks.map((b) => distance(field, b)));

function distance(field: ShiftField, b: BlockShift): number {
  const [fx, fy] = field(b.xPx, b.yPx);
  return Math.hypot(b.dx - fx, b.dy - fy);
}

function fieldSpread(field: ShiftField, width: number, height: number): number {
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
    [width / 2, height / 2],
  ].map(([x, y]) => field(x ?? 0, y ?? 0));
  const [xs, ys] = [corners.map((c) => c[0]), corners.map((c) => c[1])];
  return Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

function polynomial(
  start: readonly BlockShift[],
  all: readonly BlockShift[],
  order: 1 | 2,
  width: number,
  height: number,
): ShiftModel | null {
  const terms = (x: number, y: number): number[] => {
    const [u, v] = [(2 * x) / width - 1, (2 * y) / height - 1];
    return order === 1 ? [1, u, v] : [1, u, v, u * u, u * v, v * v];
  };
  let inliers = start;
  let field: ShiftField | null = null;
  for (let round = 0; round < 4; round++) {
    const rows = inliers.map((b) => terms(b.xPx, b.yPx));
    const cx = solveLinear(
      rows,
      inliers.map((b) => b.dx),
    );
    const cy = solveLinear(
      rows,
      inliers.map((b) => b.dy),
    );
    if (cx === null || cy === null) return null;
    const dot = (c: readonly number[], t: readonly number[]): number => t.reduce((s, v, i) => s + v * (c[i] ?? 0), 0);
    const fitted: ShiftField = (x, y) => [dot(cx, terms(x, y)), dot(cy, terms(x, y))];
    field = fitted;
    const limit = Math.max(0.25, 3 * 1.4826 * leftOver(fitted, inliers));
    inliers = all.filter((b) => distance(fitted, b) <= limit);
  }
  if (field === null) return null;
  const [dx, dy] = field(width / 2, height / 2);
  return { dx, dy, field, order, inliers };
}
