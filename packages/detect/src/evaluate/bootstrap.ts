/** An interval that holds the middle 95 % of the resampled values. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const ROUNDS = 1000;

/**
 * Draws as many places as there are, with replacement, `ROUNDS` times, and computes every named figure each time:
 * how much the figures depend on which places were looked at. Seeded: the same places give the same intervals.
 * A figure that is null in some rounds is given over the others; null where fewer than half of the rounds have it.
 */
export function bootstrapOverPlaces<T, K extends string>(
  places: readonly T[],
  figures: (drawn: readonly T[]) => Readonly<Record<K, number | null>>,
): Record<K, Interval | null> {
  const random = mulberry(20_251_123);
  const values = new Map<K, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    const drawn = places.map(() => places[Math.floor(random() * places.length)]!);
    for (const [name, value] of Object.entries(figures(drawn)) as [K, number | null][]) {
      const list = values.get(name) ?? [];
      if (value !== null) list.push(value);
      values.set(name, list);
    }
  }
  const interval = (list: number[]): Interval | null => {
    if (list.length < ROUNDS / 2) return null;
    list.sort((a, b) => a - b);
    return { low: list[Math.floor(0.025 * (list.length - 1))]!, high: list[Math.ceil(0.975 * (list.length - 1))]! };
  };
  return Object.fromEntries([...values].map(([name, list]) => [name, interval(list)])) as Record<K, Interval | null>;
}

/** Uniform numbers in [0, 1) from a 32-bit state (T. Ettinger, mulberry32, public domain). */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
