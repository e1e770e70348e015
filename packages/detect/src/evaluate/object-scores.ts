import type { Window } from '@landscar/core';
import { connectedObjects } from './connected-objects.js';
import { LEVELS, NO_LEVEL, TRUTH, type Place } from './read-place.js';

/** Labelled objects below are not counted, nor are flagged ones: a bureau's smallest patch. */
export const MIN_OBJECT_M2 = 2_000;
/** A labelled object is found where this share of its area is flagged. */
export const FOUND_SHARE = 0.3;
/** A flagged object is false where less than this share of its judged area is labelled changed. */
export const FALSE_BELOW_SHARE = 0.1;
/** A flagged object that lies to more than this share on ignored ground is not judged. */
const IGNORED_SHARE = 0.5;

export interface MeasuredObject {
  readonly areaM2: number;
  readonly window: Window;
  /** Sum of probabilities (0..1) times area, for the mean; 0 without probabilities. */
  readonly weightedProbability: number;
}

export interface LabelledObject extends MeasuredObject {
  /** Share of its area that is flagged. */
  readonly coveredShare: number;
}

export interface FlaggedObject extends MeasuredObject {
  /** Share of its judged area that is labelled changed; null where most of it is ignored. */
  readonly changedShare: number | null;
  /** Which labelled objects (positions in `labelled`) it covers, by how many m². */
  readonly covers: readonly (readonly [labelled: number, areaM2: number])[];
}

export interface PlaceObjects {
  /** Only objects from `MIN_OBJECT_M2` up. */
  readonly labelled: readonly LabelledObject[];
  readonly flagged: readonly FlaggedObject[];
}

export const isFound = (object: LabelledObject): boolean => object.coveredShare >= FOUND_SHARE;
export const isFalse = (object: FlaggedObject): boolean =>
  object.changedShare !== null && object.changedShare < FALSE_BELOW_SHARE;

/** Labelled objects of a place with their sizes; the same for every threshold. */
export interface TruthObjects {
  readonly ids: Int32Array;
  readonly areasM2: Float64Array;
  readonly windows: readonly Window[];
}

export function truthObjects({ truth, grid, rowAreaM2 }: Place): TruthObjects {
  const mask = truth.map((code) => (code === TRUTH.changed ? 1 : 0));
  const { ids, count } = connectedObjects(mask, grid.width, grid.height);
  const { areasM2, windows } = measure(ids, count, grid.width, rowAreaM2);
  return { ids, areasM2, windows };
}

/** Labelled and flagged objects of `flags` (1 is flagged) held against each other. */
export function matchObjects(place: Place, labels: TruthObjects, flags: Uint8Array): PlaceObjects {
  const { width, height } = place.grid;
  const mask = flags.map((code) => (code === 1 ? 1 : 0));
  const { ids, count } = connectedObjects(mask, width, height);
  const { areasM2, windows } = measure(ids, count, width, place.rowAreaM2);
  const judged = new Float64Array(count + 1);
  const changed = new Float64Array(count + 1);
  const probability = new Float64Array(count + 1);
  const labelProbability = new Float64Array(labels.areasM2.length);
  const covered = new Float64Array(labels.areasM2.length);
  const overlaps = Array.from({ length: count + 1 }, () => new Map<number, number>());
  for (let y = 0, i = 0; y < height; y++) {
    const areaM2 = place.rowAreaM2[y]!;
    for (let x = 0; x < width; x++, i++) {
      const id = ids[i]!;
      const label = labels.ids[i]!;
      if (id === 0 && label === 0) continue;
      const level = place.levels?.[i] ?? NO_LEVEL;
      const weight = level === NO_LEVEL ? 0 : (areaM2 * level) / (LEVELS - 1);
      labelProbability[label]! += weight;
      if (id === 0) continue;
      probability[id]! += weight;
      if (place.truth[i] !== TRUTH.ignored) judged[id]! += areaM2;
      if (label === 0) continue;
      changed[id]! += areaM2;
      covered[label]! += areaM2;
      overlaps[id]!.set(label, (overlaps[id]!.get(label) ?? 0) + areaM2);
    }
  }
  const positions = new Map<number, number>();
  const labelled: LabelledObject[] = [];
  for (let id = 1; id < labels.areasM2.length; id++) {
    const areaM2 = labels.areasM2[id]!;
    if (areaM2 < MIN_OBJECT_M2) continue;
    positions.set(id, labelled.length);
    labelled.push({
      areaM2,
      window: labels.windows[id]!,
      weightedProbability: labelProbability[id]!,
      coveredShare: covered[id]! / areaM2,
    });
  }
  const flagged: FlaggedObject[] = [];
  for (let id = 1; id <= count; id++) {
    const areaM2 = areasM2[id]!;
    const small = areaM2 < MIN_OBJECT_M2;
    const covers = [...overlaps[id]!].flatMap(([label, m2]) => {
      const position = positions.get(label);
      return position === undefined ? [] : [[position, m2] as const];
    });
    if (small && covers.length === 0) continue;
    const ignored = small || judged[id]! < (1 - IGNORED_SHARE) * areaM2;
    flagged.push({
      areaM2,
      window: windows[id]!,
      weightedProbability: probability[id]!,
      changedShare: ignored ? null : changed[id]! / judged[id]!,
      covers,
    });
  }
  return { labelled, flagged };
}

/** Areas and bounding windows by object number; number 0 is empty. */
function measure(
  ids: Int32Array,
  count: number,
  width: number,
  rowAreaM2: Float64Array,
): { areasM2: Float64Array; windows: Window[] } {
  const areasM2 = new Float64Array(count + 1);
  const boxes = Array.from({ length: count + 1 }, () => ({ x0: Infinity, y0: Infinity, x1: -1, y1: -1 }));
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id === 0) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    areasM2[id]! += rowAreaM2[y]!;
    const box = boxes[id]!;
    box.x0 = Math.min(box.x0, x);
    box.x1 = Math.max(box.x1, x);
    box.y0 = Math.min(box.y0, y);
    box.y1 = Math.max(box.y1, y);
  }
  const windows = boxes.map(({ x0, y0, x1, y1 }) => ({ x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 }));
  return { areasM2, windows };
}
