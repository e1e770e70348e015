import { initialWeights, type Weights } from '../network/weights.js';
import { unetShapes } from '../network/unet-shapes.js';

/** Everything of a network in training that the next step depends on. */
export interface MemberState {
  /** Steps done. */
  step: number;
  readonly weights: Weights;
  /** Moments of Adam, of the learned arrays only. */
  readonly first: Weights;
  readonly second: Weights;
  /** Running average of all weights: what ships. */
  readonly average: Weights;
}

export function startState(inputs: number, widths: readonly number[], run: string): MemberState {
  const weights = initialWeights(inputs, widths, run);
  const learned = unetShapes(inputs, widths).filter((shape) => shape.learned);
  return stateFrom(
    weights,
    learned.map(({ name }) => name),
  );
}

/** A state at step 0 with these weights; `learned` names the arrays that steps change. */
export function stateFrom(weights: Weights, learned: readonly string[]): MemberState {
  const zeros = (): Weights => new Map(learned.map((name) => [name, new Float32Array(weights.get(name)!.length)]));
  const average = new Map([...weights].map(([name, values]) => [name, values.slice()]));
  return { step: 0, weights, first: zeros(), second: zeros(), average };
}

/** The average follows the weights, faster in the first steps (as in the pilot's recipe). */
export function followWeights({ weights, average, step }: MemberState, decay: number): void {
  const keep = Math.min(decay, (1 + step) / (10 + step));
  for (const [name, values] of weights) {
    const mean = average.get(name)!;
    for (let i = 0; i < values.length; i++) mean[i] = mean[i]! * keep + values[i]! * (1 - keep);
  }
}
