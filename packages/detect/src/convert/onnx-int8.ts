import type { ActivationRanges } from './activation-ranges.js';
import { OnnxGraph } from './onnx-graph.js';
import { addMeanLogit, DOUBLING, HALVING, inputShape, type Held, type Lowering } from './onnx-unet.js';
import type { ConvWeights, UNet } from './unet.js';

/** Channels are clipped to ±6 by the feature sets. */
const INPUT_END = 6;
const INPUT = 'input';

/**
 * The 8-bit lowering (QDQ form, onnxruntime.ai/docs/performance/model-optimizations/quantization.html): activations
 * UInt8 per tensor, weights Int8 per output channel, biases Int32; the last 1 × 1 convolution stays Float32.
 */
export function unetsToInt8(name: string, nets: readonly UNet[], ranges: ActivationRanges): Buffer {
  const graph = new OnnxGraph();
  addMeanLogit(graph, nets, new Int8Lowering(graph, ranges));
  return graph.encode(name, inputShape(nets), { output: [1, 1, 'height', 'width'] });
}

class Int8Lowering implements Lowering {
  private readonly doubling: string;
  private readonly zero: string;

  constructor(
    private readonly graph: OnnxGraph,
    private readonly ranges: ActivationRanges,
  ) {
    this.doubling = graph.constant([4], Float32Array.of(1, 1, 2, 2), 'float32');
    this.zero = graph.constant([], Uint8Array.of(0), 'uint8');
  }

  input(): Held {
    const middle = this.graph.constant([], Uint8Array.of(128), 'uint8');
    return this.rounded('input', INPUT, middle);
  }

  convRelu(input: Held, conv: ConvWeights, tensor: string): Held {
    const { outputs, inputs, size, kernel, bias } = conv;
    const per = inputs * size * size;
    const weights = new Int8Array(kernel.length);
    const weightSteps = new Float32Array(outputs);
    const biases = new Int32Array(outputs);
    const biasSteps = new Float32Array(outputs);
    for (let o = 0; o < outputs; o++) {
      const part = kernel.subarray(o * per, (o + 1) * per);
      const step = Math.max(1e-12, part.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / 127);
      for (let i = 0; i < per; i++) weights[o * per + i] = Math.round(part[i]! / step);
      weightSteps[o] = step;
      biasSteps[o] = Math.fround(step) * this.step(input.source);
      biases[o] = Math.round(bias[o]! / biasSteps[o]!);
    }
    const { graph } = this;
    const w = graph.node(
      'DequantizeLinear',
      [
        graph.constant([outputs, inputs, size, size], weights, 'int8'),
        graph.constant([outputs], weightSteps, 'float32'),
        graph.constant([outputs], new Int8Array(outputs), 'int8'),
      ],
      { axis: 0 },
    );
    const b = graph.node(
      'DequantizeLinear',
      [
        graph.constant([outputs], biases, 'int32'),
        graph.constant([outputs], biasSteps, 'float32'),
        graph.constant([outputs], new Int32Array(outputs), 'int32'),
      ],
      { axis: 0 },
    );
    const pad = (size - 1) / 2;
    const sum = graph.node('Conv', [input.name, w, b], { kernel_shape: [size, size], pads: [pad, pad, pad, pad] });
    return this.rounded(graph.node('Relu', [sum]), tensor);
  }

  halve = ({ name, source }: Held): Held => this.rounded(this.graph.node('MaxPool', [name], HALVING), source);

  double = ({ name, source }: Held): Held =>
    this.rounded(this.graph.node('Resize', [name, '', this.doubling], DOUBLING), source);

  /** All parts have one range. */
  join(parts: readonly Held[]): Held {
    const names = parts.map((p) => p.name);
    return this.rounded(this.graph.node('Concat', names, { axis: 1 }), parts[0]!.source);
  }

  split({ name, source }: Held, channels: number): readonly [Held, Held] {
    const [first, second] = this.graph.split(name, channels);
    return [this.rounded(first, source), this.rounded(second, source)];
  }

  logit({ name }: Held, { inputs, kernel, bias }: ConvWeights): string {
    return this.graph.node('Conv', [
      name,
      this.graph.constant([1, inputs, 1, 1], kernel, 'float32'),
      this.graph.constant([1], bias, 'float32'),
    ]);
  }

  private step = (source: string): number =>
    Math.fround(source === INPUT ? (2 * INPUT_END) / 255 : this.ranges.get(source)! / 255);

  /** A tensor rounded to 8 bits and back; the runtime fuses the pairs into integer operators. */
  private rounded(name: string, source: string, zero = this.zero): Held {
    const scale = this.graph.constant([], Float32Array.of(this.step(source)), 'float32');
    const bytes = this.graph.node('QuantizeLinear', [name, scale, zero]);
    return { name: this.graph.node('DequantizeLinear', [bytes, scale, zero]), source };
  }
}
