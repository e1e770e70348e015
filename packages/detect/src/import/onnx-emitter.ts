import { OnnxGraph, type OnnxAttribute } from '../convert/onnx-graph.js';

/** A tensor of the graph under way, NCHW. */
export interface Plane {
  readonly name: string;
  readonly channels: number;
  /** Side of the input divided by the side of this. */
  readonly shrink: number;
}

type Side = readonly [before: number, after: number];

export interface ConvShape {
  readonly kernelPx: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: 'same' | 'valid';
}

/** Weights as TensorFlow keeps them: (height, width, inputs, outputs). */
export interface Weights {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Activations by their TensorFlow.js names; `leaky` and `elu` carry a factor. */
const ACTIVATIONS: Readonly<Record<string, (e: OnnxEmitter, x: string, factor: number) => string>> = {
  linear: (_e, x) => x,
  relu: (e, x) => e.graph.node('Relu', [x]),
  relu6: (e, x) => e.graph.node('Clip', [x, e.scalar(0), e.scalar(6)]),
  sigmoid: (e, x) => e.graph.node('Sigmoid', [x]),
  tanh: (e, x) => e.graph.node('Tanh', [x]),
  leaky: (e, x, factor) => e.graph.node('LeakyRelu', [x], { alpha: { float: factor } }),
  elu: (e, x, factor) => e.graph.node('Elu', [x], { alpha: { float: factor } }),
  softplus: (e, x) => e.graph.node('Softplus', [x]),
  swish: (e, x) => e.graph.node('Mul', [x, e.graph.node('Sigmoid', [x])]),
};
export const isActivation = (name: string): boolean => name in ACTIVATIONS;

/** Writes TensorFlow's operations as ONNX ones, and counts what they cost. Sides are multiples of the model's stride. */
export class OnnxEmitter {
  readonly graph = new OnnxGraph();
  /** Multiplications and additions per input pixel. */
  flopPerPx = 0;

  conv(x: Plane, kernel: Weights, bias: Weights | undefined, shape: ConvShape): Plane {
    const [height, width, inputs, outputs] = kernel.shape as [number, number, number, number];
    const shrink = x.shrink * shape.strides[0];
    this.flopPerPx += (2 * height * width * inputs * outputs) / shrink ** 2;
    return { name: this.convNode(x.name, toOihw(kernel), bias, shape, 1), channels: outputs, shrink };
  }

  /** Kernel (height, width, channels, multiplier). */
  depthwise(x: Plane, kernel: Weights, bias: Weights | undefined, shape: ConvShape): Plane {
    const [height, width, channels, multiplier] = kernel.shape as [number, number, number, number];
    const shrink = x.shrink * shape.strides[0];
    this.flopPerPx += (2 * height * width * channels * multiplier) / shrink ** 2;
    const outputs = channels * multiplier;
    const values = new Float32Array(kernel.values.length);
    for (let k = 0; k < height * width; k++) {
      for (let o = 0; o < outputs; o++) values[o * height * width + k] = kernel.values[k * outputs + o]!;
    }
    const weights = { shape: [outputs, 1, height, width], values };
    return { name: this.convNode(x.name, weights, bias, shape, channels), channels: outputs, shrink };
  }

  /** Kernel (height, width, outputs, inputs), as TensorFlow's transposed convolution has it. */
  transposedConv(x: Plane, kernel: Weights, bias: Weights | undefined, { strides, padding }: ConvShape): Plane {
    const [height, width, outputs, inputs] = kernel.shape as [number, number, number, number];
    this.flopPerPx += (2 * height * width * inputs * outputs) / x.shrink ** 2;
    const total = padding === 'same' ? [height - strides[0], width - strides[1]] : [0, 0];
    const begin = total.map((t) => Math.max(0, Math.floor(t / 2)));
    const end = total.map((t, i) => Math.max(0, t) - begin[i]!);
    const { shape, values } = toOihw(kernel);
    const name = this.graph.node(
      'ConvTranspose',
      [x.name, this.graph.constant(shape, values, 'float32'), ...this.biasInput(bias)],
      { kernel_shape: [height, width], strides, pads: [...begin, ...end] },
    );
    return { name, channels: outputs, shrink: x.shrink / strides[0] };
  }

  pool(x: Plane, kind: 'MaxPool' | 'AveragePool', shape: ConvShape): Plane {
    const name = this.graph.node(kind, [x.name], {
      kernel_shape: shape.kernelPx,
      strides: shape.strides,
      pads: padsOf(shape),
    });
    return { ...x, name, shrink: x.shrink * shape.strides[0] };
  }

  upsample(x: Plane, factor: readonly [number, number], mode: 'nearest' | 'bilinear', halfPixel: boolean): Plane {
    const scales = this.graph.constant([4], Float32Array.of(1, 1, ...factor), 'float32');
    const attributes: Record<string, OnnxAttribute> =
      mode === 'nearest'
        ? { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
        : { mode: 'linear', coordinate_transformation_mode: halfPixel ? 'half_pixel' : 'asymmetric' };
    return { ...x, name: this.graph.node('Resize', [x.name, '', scales], attributes), shrink: x.shrink / factor[0] };
  }

  concat(planes: readonly Plane[]): Plane {
    const name = this.graph.node(
      'Concat',
      planes.map((p) => p.name),
      { axis: 1 },
    );
    return { ...planes[0]!, name, channels: planes.reduce((sum, p) => sum + p.channels, 0) };
  }

  join(kind: 'Sum' | 'Mean' | 'Mul' | 'Max' | 'Sub', planes: readonly Plane[]): Plane {
    const node = (inputs: readonly string[]): string => this.graph.node(kind, inputs);
    const names = planes.map((p) => p.name);
    const name = kind === 'Mul' ? names.slice(1).reduce((a, b) => node([a, b]), names[0]!) : node(names);
    return { ...planes[0]!, name, channels: Math.max(...planes.map((p) => p.channels)) };
  }

  /** x * scale + shift, one number a channel: normalisation with stored moments. */
  scale(x: Plane, scale: Float32Array, shift: Float32Array): Plane {
    const dims = [1, scale.length, 1, 1];
    const scaled = this.graph.node('Mul', [x.name, this.graph.constant(dims, scale, 'float32')]);
    const shifted = this.graph.node('Add', [scaled, this.graph.constant(dims, shift, 'float32')]);
    return { ...x, name: shifted, channels: Math.max(x.channels, scale.length) };
  }

  activate(x: Plane, activation: string, factor = 0): Plane {
    return { ...x, name: ACTIVATIONS[activation]!(this, x.name, factor) };
  }

  /** Zeros around: rows above and below, columns left and right. */
  pad(x: Plane, [[top, bottom], [left, right]]: readonly [Side, Side]): Plane {
    const pads = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right].map(BigInt));
    return { ...x, name: this.graph.node('Pad', [x.name, this.graph.constant([8], pads, 'int64')]) };
  }

  scalar = (value: number): string => this.graph.constant([], Float32Array.of(value), 'float32');

  encode(name: string, channels: number, output: Plane): Buffer {
    this.graph.node('Identity', [output.name], {}, 'output');
    return this.graph.encode(name, [1, channels, 'height', 'width'], { output: [1, 1, 'height', 'width'] });
  }

  private convNode(x: string, weights: Weights, bias: Weights | undefined, shape: ConvShape, group: number): string {
    return this.graph.node(
      'Conv',
      [x, this.graph.constant(weights.shape, weights.values, 'float32'), ...this.biasInput(bias)],
      {
        kernel_shape: shape.kernelPx,
        strides: shape.strides,
        dilations: shape.dilations,
        pads: padsOf(shape),
        group,
      },
    );
  }

  private biasInput = (bias: Weights | undefined): string[] =>
    bias === undefined ? [] : [this.graph.constant([bias.values.length], bias.values, 'float32')];
}

/** TensorFlow's SAME where sides are multiples of the strides: what is missing, less at the start. */
function padsOf({ kernelPx, strides, dilations, padding }: ConvShape): number[] {
  if (padding === 'valid') return [0, 0, 0, 0];
  const total = kernelPx.map((k, i) => Math.max(0, (k - 1) * dilations[i]! + 1 - strides[i]!));
  const begin = total.map((t) => Math.floor(t / 2));
  return [...begin, ...total.map((t, i) => t - begin[i]!)];
}

/** (height, width, a, b) → (b, a, height, width). */
function toOihw({ shape, values }: Weights): Weights {
  const [height, width, a, b] = shape as [number, number, number, number];
  const out = new Float32Array(values.length);
  for (let k = 0; k < height * width; k++) {
    for (let i = 0; i < a; i++) {
      for (let o = 0; o < b; o++) out[(o * a + i) * height * width + k] = values[(k * a + i) * b + o]!;
    }
  }
  return { shape: [b, a, height, width], values: out };
}
