/** Steps of 1 % from 0.001 on: lengths beyond both ends count at the ends. */
const LOWEST = 1e-3;
const STEPS_PER_E = 100;
const STEPS = 1600;

/** How often lengths occur, so that a median over a scene needs no second pass; right within 1 %. */
export class LengthCounts {
  private readonly counts = new Float64Array(STEPS);
  private total = 0;

  /** NaN is left out. */
  add(lengths: Float32Array): void {
    for (const length of lengths) {
      if (Number.isNaN(length)) continue;
      const step = length <= LOWEST ? 0 : Math.floor(STEPS_PER_E * Math.log(length / LOWEST));
      this.counts[Math.min(STEPS - 1, step)]!++;
      this.total++;
    }
  }

  /** At least 0.001; that where nothing was counted. */
  median(): number {
    let sum = 0;
    const step = this.counts.findIndex((count) => (sum += count) >= this.total / 2);
    return LOWEST * Math.exp((Math.max(0, step) + 0.5) / STEPS_PER_E);
  }
}
