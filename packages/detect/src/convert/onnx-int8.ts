import type { ActivationRanges } from './activation-ranges.js';
import type { Cut } from './inner-window.js';
import { OnnxGraph } from './onnx-graph.js';
import { encodeLowering, HALVING, type Held, type Lowering, type Wanted } from './onnx-unet.js';
import type { ConvWeights, UNet } from './unet.js';

/** Channels are clipped to ±6 by the feature sets. */
const INPUT_END = 6;
const INPUT = 'input';

/**
 * The 8-bit lowering: activations UInt8 per tensor, weights Int8 (7 bits) per output channel, biases Int32, the numbers of the QDQ
 * form (onnxruntime.ai/docs/performance/model-optimizations/quantization.html); the last 1 × 1 convolution stays Float32.
 * Written with ONNX Runtime's integer operators, channels last, as its kernels want them: left to itself the runtime finds the
 * same, but doubles the resolution with an operator that takes a fifth of the whole time.
 */
export function unetsToInt8(
  name: string,
  nets: readonly UNet[],
  ranges: ActivationRanges,
  wanted: Wanted = 'inner',
): Buffer {
  const graph = new OnnxGraph();
  return encodeLowering(name, nets, graph, new Int8Lowering(graph, ranges), wanted);
}

const CHANNELS_AXIS = 3;
/**
 * Weights have 7 bits. Processors without VNNI add two products of UInt8 and Int8 in 16 bits, which 8-bit weights can fill:
 * 2 · 255 · 127 is above 32 767, 2 · 255 · 63 is not (`reduce_range` of the page above). So every processor has the same sums.
 */
const MOST_WEIGHT = 63;

/** Tensors are UInt8 (1, height, width, channels); `channels` by tensor name. */
class Int8Lowering implements Lowering {
  private readonly channels = new Map<string, number>();
  private readonly rowsAndColumns: string;
  private readonly first: string;
  private readonly second: string;

  constructor(
    private readonly graph: OnnxGraph,
    private readonly ranges: ActivationRanges,
  ) {
    this.rowsAndColumns = graph.integers(1, 2);
    [this.first, this.second] = [graph.integers(0), graph.integers(1)];
  }

  input(): Held {
    const bytes = this.graph.node('QuantizeLinear', ['input', ...this.rangeOf(INPUT)]);
    return { name: this.graph.node('Transpose', [bytes], { perm: [0, 2, 3, 1] }), source: INPUT };
  }

  convRelu(input: Held, conv: ConvWeights, tensor: string): Held {
    const { outputs, inputs, size, kernel, bias } = conv;
    const per = inputs * size * size;
    const weights = new Int8Array(kernel.length);
    const weightSteps = new Float32Array(outputs);
    const biases = new Int32Array(outputs);
    for (let o = 0; o < outputs; o++) {
      const part = kernel.subarray(o * per, (o + 1) * per);
      const step = Math.max(1e-12, part.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / MOST_WEIGHT);
      for (let i = 0; i < per; i++) weights[o * per + i] = Math.round(part[i]! / step);
      weightSteps[o] = step;
      biases[o] = Math.round(bias[o]! / Math.fround(Math.fround(step) * this.step(input.source)));
    }
    const { graph } = this;
    const pad = (size - 1) / 2;
    // What is rounded to UInt8 with 0 as the zero is cut off below: that is the ReLU.
    return this.held(
      graph.contrib(
        'QLinearConv',
        [
          input.name,
          ...this.rangeOf(input.source),
          graph.constant([outputs, inputs, size, size], weights, 'int8'),
          graph.constant([outputs], weightSteps, 'float32'),
          graph.constant([outputs], new Int8Array(outputs), 'int8'),
          ...this.rangeOf(tensor),
          graph.constant([outputs], biases, 'int32'),
        ],
        { kernel_shape: [size, size], pads: [pad, pad, pad, pad], channels_last: 1 },
      ),
      tensor,
      outputs,
    );
  }

  halve = ({ name, source }: Held): Held =>
    this.held(this.graph.contrib('NhwcMaxPool', [name], HALVING), source, this.channels.get(name)!);

  /** Columns by writing the channels of each pixel twice, rows by writing each row twice: copies of whole runs of memory. */
  double({ name, source }: Held): Held {
    const { graph } = this;
    const channels = this.channels.get(name)!;
    const twice = graph.node('Concat', [name, name], { axis: CHANNELS_AXIS });
    const rows = graph.node('Squeeze', [twice, this.first]);
    const columns = graph.node('Reshape', [rows, graph.integers(0, -1, channels)]);
    const single = graph.node('Unsqueeze', [columns, this.second]);
    const doubled = graph.node('Concat', [single, single], { axis: 1 });
    return this.held(graph.node('Reshape', [doubled, graph.integers(1, -1, 0, channels)]), source, channels);
  }

  /** All parts have one range. */
  join(parts: readonly Held[]): Held {
    const names = parts.map((p) => p.name);
    const channels = names.reduce((sum, name) => sum + this.channels.get(name)!, 0);
    return this.held(this.graph.node('Concat', names, { axis: CHANNELS_AXIS }), parts[0]!.source, channels);
  }

  split({ name, source }: Held, channels: number): readonly [Held, Held] {
    const [first, second] = this.graph.split(name, channels, CHANNELS_AXIS);
    return [this.held(first, source, channels), this.held(second, source, channels)];
  }

  cut = ({ name, source }: Held, { starts, ends }: Cut): Held =>
    this.held(this.graph.node('Slice', [name, starts, ends, this.rowsAndColumns]), source, this.channels.get(name)!);

  logit({ name, source }: Held, { inputs, kernel, bias }: ConvWeights): string {
    const bytes = this.graph.node('Transpose', [name], { perm: [0, 3, 1, 2] });
    return this.graph.node('Conv', [
      this.graph.node('DequantizeLinear', [bytes, ...this.rangeOf(source)]),
      this.graph.constant([1, inputs, 1, 1], kernel, 'float32'),
      this.graph.constant([1], bias, 'float32'),
    ]);
  }

  private held(name: string, source: string, channels: number): Held {
    this.channels.set(name, channels);
    return { name, source };
  }

  private step = (source: string): number =>
    Math.fround(source === INPUT ? (2 * INPUT_END) / 255 : this.ranges.get(source)! / 255);

  /** Step and zero of a tensor's 8-bit numbers. */
  private rangeOf(source: string): [scale: string, zero: string] {
    return [
      this.graph.constant([], Float32Array.of(this.step(source)), 'float32'),
      this.graph.constant([], Uint8Array.of(source === INPUT ? 128 : 0), 'uint8'),
    ];
  }
}
