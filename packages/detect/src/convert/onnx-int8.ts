import type { ActivationRanges } from './activation-ranges.js';
import { OnnxGraph } from './onnx-graph.js';
import { addMeanLogit, belowOf, DOUBLING, HALVING, inputShape, type Lowering } from './onnx-unet.js';
import type { ConvWeights, UNet } from './unet.js';

/** Channels are clipped to ±6 by the feature sets. */
const INPUT_END = 6;

/**
 * The 8-bit lowering (QDQ form, onnxruntime.ai/docs/performance/model-optimizations/quantization.html): activations
 * UInt8 per tensor, weights Int8 per output channel, biases Int32; the last 1 × 1 convolution stays Float32.
 */
export function unetsToInt8(name: string, nets: readonly UNet[], ranges: ActivationRanges): Buffer {
  const graph = new OnnxGraph();
  addMeanLogit(graph, nets, new Int8Lowering(graph, jointRanges(nets, ranges)));
  return graph.encode(name, inputShape(nets), { output: [1, 1, 'height', 'width'] });
}

/** What is joined shares one range: then joining moves bytes and rounds nothing. */
function jointRanges(nets: readonly UNet[], ranges: ActivationRanges): ActivationRanges {
  const joint = new Map(ranges);
  for (const [i, { widths }] of nets.entries()) {
    for (let level = widths.length - 1; level >= 1; level--) {
      const [below, skip] = [belowOf(`m${i}`, level, widths.length), `m${i}.e${level}.1`];
      const end = Math.max(ranges.get(below)!, ranges.get(skip)!);
      joint.set(below, end).set(skip, end);
    }
  }
  return joint;
}

class Int8Lowering implements Lowering {
  private readonly doubling: string;
  private readonly zero: string;
  /** Step of the tensor behind each name. */
  private readonly steps = new Map<string, number>();

  constructor(
    private readonly graph: OnnxGraph,
    private readonly ranges: ActivationRanges,
  ) {
    this.doubling = graph.constant([4], Float32Array.of(1, 1, 2, 2), 'float32');
    this.zero = graph.constant([], Uint8Array.of(0), 'uint8');
  }

  input(): string {
    const middle = this.graph.constant([], Uint8Array.of(128), 'uint8');
    return this.rounded('input', (2 * INPUT_END) / 255, middle);
  }

  convRelu(input: string, conv: ConvWeights, tensor: string): string {
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
      biasSteps[o] = Math.fround(step) * this.steps.get(input)!;
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
    const sum = graph.node('Conv', [input, w, b], { kernel_shape: [size, size], pads: [pad, pad, pad, pad] });
    return this.rounded(graph.node('Relu', [sum]), this.step(tensor));
  }

  halve(input: string, source: string): string {
    return this.rounded(this.graph.node('MaxPool', [input], HALVING), this.step(source));
  }

  double(input: string, source: string): string {
    return this.rounded(this.graph.node('Resize', [input, '', this.doubling], DOUBLING), this.step(source));
  }

  join(below: string, skip: string, source: string): string {
    return this.rounded(this.graph.node('Concat', [below, skip], { axis: 1 }), this.step(source));
  }

  logit(input: string, { inputs, kernel, bias }: ConvWeights): string {
    return this.graph.node('Conv', [
      input,
      this.graph.constant([1, inputs, 1, 1], kernel, 'float32'),
      this.graph.constant([1], bias, 'float32'),
    ]);
  }

  private step = (tensor: string): number => this.ranges.get(tensor)! / 255;

  /** `input` rounded to 8 bits and back; the runtime fuses the pairs into integer operators. */
  private rounded(input: string, step: number, zero = this.zero): string {
    const scale = this.graph.constant([], Float32Array.of(step), 'float32');
    const bytes = this.graph.node('QuantizeLinear', [input, scale, zero]);
    const output = this.graph.node('DequantizeLinear', [bytes, scale, zero]);
    this.steps.set(output, Math.fround(step));
    return output;
  }
}
