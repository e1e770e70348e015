/** Seeded random numbers: the same seed and keys give the same stream on every machine. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Whole number in 0..below − 1. */
  below(below: number): number;
  normal(mean: number, deviation: number): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
}

/** A stream of its own for each list of keys (run seed, step, place …): a resumed run draws what it would have drawn. */
export function randomOf(...keys: readonly (number | string)[]): Random {
  let state = 0x9e3779b9;
  for (const char of keys.join('/')) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193) >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  for (let k = 0; k < 4; k++) uniform();
  return {
    uniform,
    below: (below) => Math.floor(uniform() * below),
    // Box and Muller 1958.
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    between: (low, high) => low + (high - low) * uniform(),
    chance: (probability) => uniform() < probability,
  };
}

/** Position drawn in proportion to `weights` (not all 0). */
export function drawWeighted(random: Random, weights: readonly number[]): number {
  let left = random.uniform() * weights.reduce((sum, w) => sum + w, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return i;
  }
  return weights.length - 1;
}
