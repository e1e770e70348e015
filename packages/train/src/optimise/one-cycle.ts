/** Learning rate and first Adam decay of a step. */
export interface CycleStep {
  readonly learningRate: number;
  readonly beta1: number;
}

const START_DIVISOR = 25;
const END_DIVISOR = 1e4;
const [BETA_LOW, BETA_HIGH] = [0.85, 0.95];

/**
 * One cycle (Smith and Topin 2018, with PyTorch's cosine form): up over the first `warmUp` of the steps, down over the rest;
 * the decay of the first moment runs the other way.
 */
export function oneCycle(step: number, steps: number, highest: number, warmUp: number): CycleStep {
  const top = warmUp * steps - 1;
  const cosine = (from: number, to: number, share: number): number =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  const lowest = highest / START_DIVISOR;
  if (step <= top) {
    const share = top <= 0 ? 1 : step / top;
    return { learningRate: cosine(lowest, highest, share), beta1: cosine(BETA_HIGH, BETA_LOW, share) };
  }
  const share = Math.min(1, (step - Math.max(0, top)) / Math.max(1, steps - 1 - Math.max(0, top)));
  return { learningRate: cosine(highest, lowest / END_DIVISOR, share), beta1: cosine(BETA_LOW, BETA_HIGH, share) };
}
