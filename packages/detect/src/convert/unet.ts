/** A 3 × 3 (or 1 × 1) convolution with its normalisation folded in. */
export interface ConvWeights {
  readonly outputs: number;
  readonly inputs: number;
  readonly size: 1 | 3;
  /** (outputs, inputs, size, size). */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * One U-Net: per level two 3 × 3 convolutions with ReLU, halved by maxima, doubled by repetition, skips appended after
 * what comes from below, and a 1 × 1 convolution to one logit.
 */
export interface UNet {
  readonly inputChannels: number;
  /** Channels per level, from full resolution down. */
  readonly widths: readonly number[];
  /** `e1.0`, `e1.1`, … down, `d1.0`, `d1.1`, … up (`d1` at full resolution), `out`. */
  readonly layers: ReadonlyMap<string, ConvWeights>;
}

/** The same network for the picture turned by 180 degrees: kernels turned, since maxima and repetition do not care. */
export function turned(net: UNet): UNet {
  const layers = new Map([...net.layers].map(([name, conv]) => [name, { ...conv, kernel: turnKernels(conv) }]));
  return { ...net, layers };
}

function turnKernels({ kernel, size }: ConvWeights): Float32Array {
  const per = size * size;
  return kernel.map((_, i) => kernel[i - (i % per) + (per - 1 - (i % per))]!);
}

/** A seeded random network of the same form: for benchmarks and tests, where weights do not matter. */
export function randomUNet(inputChannels: number, widths: readonly number[], seed: number): UNet {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const layers = new Map<string, ConvWeights>();
  const add = (name: string, inputs: number, outputs: number, size: 1 | 3): void => {
    const spread = Math.sqrt(6 / (inputs * size * size));
    layers.set(name, {
      outputs,
      inputs,
      size,
      kernel: Float32Array.from({ length: outputs * inputs * size * size }, () => random() * spread),
      bias: Float32Array.from({ length: outputs }, () => random() * 0.1),
    });
  };
  for (const [i, width] of widths.entries()) {
    add(`e${i + 1}.0`, i === 0 ? inputChannels : widths[i - 1]!, width, 3);
    add(`e${i + 1}.1`, width, width, 3);
  }
  for (let i = widths.length - 1; i >= 1; i--) {
    add(`d${i}.0`, widths[i]! + widths[i - 1]!, widths[i - 1]!, 3);
    add(`d${i}.1`, widths[i - 1]!, widths[i - 1]!, 3);
  }
  add('out', widths[0]!, 1, 1);
  return { inputChannels, widths, layers };
}

/**
 * Pixels of a level around an inner part that the level above depends on, level 1 at full resolution: two 3 × 3
 * convolutions look two pixels far, and doubling halves what the level above needs, its own two included.
 */
export const resultMarginPx = (level: number): number => Math.min(level - 1, 2);

/** Pixels around an inner part at multiples of the stride that its logits depend on. */
export function receptiveFieldPx({ widths }: Pick<UNet, 'widths'>): number {
  let radius = resultMarginPx(widths.length) + 2;
  for (let level = widths.length - 1; level >= 1; level--) radius = 2 * radius + 2;
  return radius;
}

/** Multiplications and additions of one window of `sizePx`². */
export function unetFlop({ layers }: UNet, sizePx: number): number {
  let flop = 0;
  for (const [name, { outputs, inputs, size }] of layers) {
    const level = name === 'out' ? 1 : Number(name.slice(1).split('.')[0]);
    flop += 2 * outputs * inputs * size * size * (sizePx / 2 ** (level - 1)) ** 2;
  }
  return flop;
}
