/**
 * The same random order as NumPy's `default_rng(0).permutation(n)`, so that fits see the very pixels that the pilot's
 * reference sees: PCG64 (O'Neill 2014, XSL-RR 128/64) from the state that NumPy derives from seed 0, Fisher–Yates from
 * the end with masked draws of 32 bits.
 */
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const SEED_STATE = 35399562948360463058890781895381311971n;
const SEED_INCREMENT = 87136372517582989555478159403783844777n;
const LOW_64 = (1n << 64n) - 1n;
const LOW_128 = (1n << 128n) - 1n;

/** The first `count` positions of a fixed random order of 0 … n − 1. */
export function randomPositions(n: number, count: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const next32 = draws();
  for (let i = n - 1; i >= 1; i--) {
    const j = bounded(next32, i);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order.slice(0, count);
}

/** 0 … `most` inclusive: masked draws, thrown away where they are too high. */
function bounded(next32: () => number, most: number): number {
  const mask = 2 ** (32 - Math.clz32(most)) - 1;
  let value: number;
  do value = (next32() & mask) >>> 0;
  while (value > most);
  return value;
}

/** Numbers of 32 bits: the low half of each draw, then the high half. */
function draws(): () => number {
  let state = SEED_STATE;
  let kept = -1;
  return () => {
    if (kept >= 0) {
      const high = kept;
      kept = -1;
      return high;
    }
    state = (state * MULTIPLIER + SEED_INCREMENT) & LOW_128;
    const mixed = (state >> 64n) ^ (state & LOW_64);
    const turn = state >> 122n;
    const value = ((mixed >> turn) | (mixed << (64n - turn))) & LOW_64;
    kept = Number(value >> 32n);
    return Number(value & 0xffffffffn);
  };
}
