import { GROUND_KINDS } from '@landscar/core';
import { kindProbabilities, type KindNet } from '@landscar/detect';
import { randomOf } from '../random.js';

/** An object of a made-up scene: what was measured on it, and which of `GROUND_KINDS` it is. */
export interface KindExample {
  readonly features: readonly number[];
  readonly kind: number;
}

export interface KindSettings {
  readonly hidden: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Share of the target that goes to all kinds alike: made-up ground must not make anybody sure. */
  readonly smoothing: number;
  readonly seed: number;
}

/** Gradient descent with Adam, one example at a time, in plain numbers: the same everywhere. */
export function trainKinds(examples: readonly KindExample[], settings: KindSettings): KindNet {
  const random = randomOf('kinds', settings.seed);
  const count = examples[0]!.features.length;
  const mean = Array.from({ length: count }, (_, i) => average(examples.map((e) => e.features[i]!)));
  const deviation = mean.map((m, i) => Math.sqrt(average(examples.map((e) => (e.features[i]! - m) ** 2))) + 1e-6);
  const layer = (rows: number, columns: number): number[][] =>
    Array.from({ length: rows }, () =>
      Array.from({ length: columns + 1 }, (_, i) => (i === columns ? 0 : random.normal(0, 1 / Math.sqrt(columns)))),
    );
  const net = {
    mean,
    deviation,
    hidden: layer(settings.hidden, count),
    output: layer(GROUND_KINDS.length, settings.hidden),
  };
  const steps = { hidden: new Momentum(net.hidden), output: new Momentum(net.output) };
  let time = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    const rate = settings.learningRate * (1 - epoch / settings.epochs);
    for (let k = 0; k < examples.length; k++) {
      time++;
      const { features, kind } = examples[random.below(examples.length)]!;
      const { inputs, activity, probabilities } = kindProbabilities(net, features);
      const wrong = probabilities.map(
        (p, i) => p - settings.smoothing / probabilities.length - (i === kind ? 1 - settings.smoothing : 0),
      );
      const back = activity.map((a, h) => (1 - a * a) * wrong.reduce((sum, w, o) => sum + w * net.output[o]![h]!, 0));
      steps.output.step(wrong, activity, rate, time);
      steps.hidden.step(back, inputs, rate, time);
    }
  }
  const short = (rows: number[][]): number[][] => rows.map((row) => row.map((value) => Number(value.toFixed(4))));
  const digits = (row: number[]): number[] => row.map((value) => Number(value.toFixed(5)));
  return { mean: digits(mean), deviation: digits(deviation), hidden: short(net.hidden), output: short(net.output) };
}

/** Counts by true kind (rows) and said kind (columns). */
export function confusion(net: KindNet, examples: readonly KindExample[]): number[][] {
  const table = GROUND_KINDS.map(() => GROUND_KINDS.map(() => 0));
  for (const { features, kind } of examples) {
    const { probabilities } = kindProbabilities(net, features);
    table[kind]![probabilities.indexOf(Math.max(...probabilities))]! += 1;
  }
  return table;
}

const average = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Adam (Kingma and Ba 2015) on the rows of a layer. */
class Momentum {
  private readonly first: number[][];
  private readonly second: number[][];

  constructor(private readonly rows: number[][]) {
    this.first = rows.map((row) => row.map(() => 0));
    this.second = rows.map((row) => row.map(() => 0));
  }

  step(gradients: readonly number[], inputs: readonly number[], rate: number, time: number): void {
    const scale = (rate * Math.sqrt(1 - 0.999 ** time)) / (1 - 0.9 ** time);
    for (const [r, row] of this.rows.entries()) {
      const [first, second] = [this.first[r]!, this.second[r]!];
      for (let i = 0; i < row.length; i++) {
        const gradient = gradients[r]! * (i < inputs.length ? inputs[i]! : 1);
        first[i] = 0.9 * first[i]! + 0.1 * gradient;
        second[i] = 0.999 * second[i]! + 0.001 * gradient * gradient;
        row[i]! -= (scale * first[i]!) / (Math.sqrt(second[i]!) + 1e-8);
      }
    }
  }
}
