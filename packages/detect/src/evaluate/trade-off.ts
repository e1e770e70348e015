import { FOUND_SHARE, isFalse, MIN_OBJECT_M2 } from './object-scores.js';
import { LARGE_OBJECT_M2, type PlaceMeasure } from './measure-place.js';

/** Objects found and false objects at one setting. Ratios 0..1. */
export interface TradeOffPoint {
  /** The probability asked of a pixel, or of an object's mean. */
  readonly probability: number;
  readonly objectRecall: number | null;
  readonly largeObjectRecall: number | null;
  readonly falsePer100Km2: number;
  /** Of pixels; null where objects were ranked. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const sum = <T>(list: readonly T[], of: (item: T) => number): number => list.reduce((total, one) => total + of(one), 0);

/** Everything over a probability is flagged: one point a probability, lowest first. */
export function thresholdTradeOff(places: readonly PlaceMeasure[]): TradeOffPoint[] {
  const km2 = sum(places, (p) => p.judgedKm2);
  const changed = sum(places, (p) => p.pixels.found + p.pixels.missed);
  return (places[0]?.thresholds ?? []).map(({ probability }, k) => {
    const at = places.map((place) => place.thresholds[k]!);
    const found = sum(at, (t) => t.pixelsFound);
    const flagged = sum(at, (t) => t.pixelsFlagged);
    return {
      probability,
      objectRecall: ratio(
        sum(at, (t) => t.found),
        sum(at, (t) => t.labelled),
      ),
      largeObjectRecall: ratio(
        sum(at, (t) => t.foundLarge),
        sum(at, (t) => t.labelledLarge),
      ),
      falsePer100Km2: (100 * sum(at, (t) => t.falseObjects)) / km2,
      precision: ratio(found, flagged),
      recall: ratio(found, changed),
      f1: ratio(2 * found, flagged + changed),
    };
  });
}

/**
 * The objects of the flags, ranked by mean probability: the surest first, one point at each new false object.
 * A labelled object counts as found when the flagged objects so far cover enough of it.
 */
export function rankedTradeOff(places: readonly PlaceMeasure[]): TradeOffPoint[] {
  const km2 = sum(places, (p) => p.judgedKm2);
  const labelled = places.flatMap((place) => place.objects.labelled);
  const large = labelled.filter((object) => object.areaM2 >= LARGE_OBJECT_M2).length;
  let start = 0;
  const ranked = places.flatMap((place) => {
    const offset = start;
    start += place.objects.labelled.length;
    return place.objects.flagged.map((object) => ({
      object,
      offset,
      mean: object.weightedProbability / object.areaM2,
    }));
  });
  ranked.sort((a, b) => b.mean - a.mean);
  const covered = new Float64Array(labelled.length);
  const seen = new Uint8Array(labelled.length);
  const points: TradeOffPoint[] = [];
  let [found, foundLarge, wrong] = [0, 0, 0];
  const push = (probability: number): void => {
    points.push({
      probability,
      objectRecall: ratio(found, labelled.length),
      largeObjectRecall: ratio(foundLarge, large),
      falsePer100Km2: (100 * wrong) / km2,
      precision: null,
      recall: null,
      f1: null,
    });
  };
  for (const { object, offset, mean } of ranked) {
    if (object.areaM2 >= MIN_OBJECT_M2 && isFalse(object)) {
      push(mean);
      wrong++;
    }
    for (const [position, m2] of object.covers) {
      const i = offset + position;
      covered[i]! += m2;
      const { areaM2 } = labelled[i]!;
      if (seen[i] === 1 || covered[i]! < FOUND_SHARE * areaM2) continue;
      seen[i] = 1;
      found++;
      if (areaM2 >= LARGE_OBJECT_M2) foundLarge++;
    }
  }
  push(ranked.at(-1)?.mean ?? 0);
  return points;
}

/**
 * Most objects found at no more than this many false objects per 100 km², coming down from the surest setting until the
 * limit is first passed: far below, flagged objects melt into one that covers everything and is not "false" any more.
 */
export interface RecallAtFalse {
  readonly falsePer100Km2: number;
  readonly objectRecall: number | null;
  readonly largeObjectRecall: number | null;
}

export function recallAtFalse(points: readonly TradeOffPoint[], limits: readonly number[]): RecallAtFalse[] {
  const surest = points.toSorted((a, b) => b.probability - a.probability);
  return limits.map((limit) => {
    const passed = surest.findIndex((point) => point.falsePer100Km2 > limit);
    const within = passed === -1 ? surest : surest.slice(0, passed);
    const best = (of: (p: TradeOffPoint) => number | null): number | null => {
      const values = within.map(of).filter((value) => value !== null);
      return values.length === 0 ? null : Math.max(...values);
    };
    return {
      falsePer100Km2: limit,
      objectRecall: best((p) => p.objectRecall),
      largeObjectRecall: best((p) => p.largeObjectRecall),
    };
  });
}
