import type { CycleStep } from './one-cycle.js';

/** What the optimiser remembers of one array, and the array's running average. */
export interface ParameterState {
  readonly value: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

const BETA2 = 0.999;
const TINY = 1e-8;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), in place, in plain numbers: the same on every machine. */
export function adamW(
  { value, first, second }: ParameterState,
  gradient: Float32Array,
  step: number,
  cycle: CycleStep,
  weightDecay: number,
  scale: number,
): void {
  const { learningRate, beta1 } = cycle;
  const correction1 = 1 - beta1 ** (step + 1);
  const correction2 = 1 - BETA2 ** (step + 1);
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i]! * scale;
    const m = beta1 * first[i]! + (1 - beta1) * g;
    const v = BETA2 * second[i]! + (1 - BETA2) * g * g;
    first[i] = m;
    second[i] = v;
    const decayed = value[i]! * (1 - learningRate * weightDecay);
    value[i] = decayed - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + TINY);
  }
}

/** What gradients are multiplied by so that their common length is at most `limit` (Pascanu et al. 2013). */
export function clipScale(gradients: Iterable<Float32Array>, limit: number): number {
  let squares = 0;
  for (const gradient of gradients) for (const g of gradient) squares += g * g;
  const length = Math.sqrt(squares);
  return length > limit ? limit / (length + 1e-6) : 1;
}
