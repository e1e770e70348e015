import { unsupportedOperation } from '../errors.js';
import { isActivation, OnnxEmitter, type ConvShape, type Plane, type Weights } from './onnx-emitter.js';
import type { TfjsFile } from './tfjs-file.js';

interface LayerConfig {
  readonly class_name: string;
  readonly name?: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes?: readonly (readonly (readonly [string, ...unknown[]])[])[];
}

/** What a translator is given: the layer's facts, its inputs, its weights by their last name. */
interface Layer {
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Plane[];
  readonly weight: (name: string) => Weights | undefined;
  readonly need: (name: string) => Weights;
}

const pair = (value: unknown, otherwise: number): readonly [number, number] =>
  Array.isArray(value)
    ? [Number(value[0]), Number(value[1] ?? value[0])]
    : typeof value === 'number'
      ? [value, value]
      : [otherwise, otherwise];

const convShape = (config: Readonly<Record<string, unknown>>, size: unknown, strides: number): ConvShape => ({
  kernelPx: pair(size, 1),
  strides: pair(config['strides'], strides),
  dilations: pair(config['dilation_rate'], 1),
  padding: config['padding'] === 'same' ? 'same' : 'valid',
});

const activated = (e: OnnxEmitter, plane: Plane, config: Readonly<Record<string, unknown>>): Plane => {
  const activation = config['activation'];
  return typeof activation === 'string' ? e.activate(plane, activation) : plane;
};

/** Keras layers that can be written as ONNX; the list of docs/models.md. */
export const LAYERS: Readonly<Record<string, (e: OnnxEmitter, layer: Layer) => Plane>> = {
  Conv2D: (e, { config, inputs, weight, need }) =>
    activated(
      e,
      e.conv(inputs[0]!, need('kernel'), weight('bias'), convShape(config, config['kernel_size'], 1)),
      config,
    ),
  DepthwiseConv2D: (e, { config, inputs, weight, need }) => {
    const shape = convShape(config, config['kernel_size'], 1);
    return activated(e, e.depthwise(inputs[0]!, need('depthwise_kernel'), weight('bias'), shape), config);
  },
  SeparableConv2D: (e, { config, inputs, weight, need }) => {
    const shape = convShape(config, config['kernel_size'], 1);
    const across = e.depthwise(inputs[0]!, need('depthwise_kernel'), undefined, shape);
    const point = { ...shape, kernelPx: [1, 1], strides: [1, 1], dilations: [1, 1] } as const;
    return activated(e, e.conv(across, need('pointwise_kernel'), weight('bias'), point), config);
  },
  Conv2DTranspose: (e, { config, inputs, weight, need }) => {
    const shape = convShape(config, config['kernel_size'], 1);
    return activated(e, e.transposedConv(inputs[0]!, need('kernel'), weight('bias'), shape), config);
  },
  BatchNormalization: (e, { config, inputs, weight, need }) => {
    const [mean, variance] = [need('moving_mean').values, need('moving_variance').values];
    const [gamma, beta] = [weight('gamma')?.values, weight('beta')?.values];
    const epsilon = Number(config['epsilon'] ?? 1e-3);
    const scale = mean.map((_, i) => (gamma?.[i] ?? 1) / Math.sqrt(variance[i]! + epsilon));
    return e.scale(
      inputs[0]!,
      scale,
      mean.map((m, i) => (beta?.[i] ?? 0) - m * scale[i]!),
    );
  },
  MaxPooling2D: (e, { config, inputs }) => e.pool(inputs[0]!, 'MaxPool', convShape(config, config['pool_size'], 2)),
  AveragePooling2D: (e, { config, inputs }) =>
    e.pool(inputs[0]!, 'AveragePool', convShape(config, config['pool_size'], 2)),
  UpSampling2D: (e, { config, inputs }) =>
    e.upsample(
      inputs[0]!,
      pair(config['size'], 2),
      config['interpolation'] === 'bilinear' ? 'bilinear' : 'nearest',
      true,
    ),
  Concatenate: (e, { inputs }) => e.concat(inputs),
  Add: (e, { inputs }) => e.join('Sum', inputs),
  Average: (e, { inputs }) => e.join('Mean', inputs),
  Multiply: (e, { inputs }) => e.join('Mul', inputs),
  Maximum: (e, { inputs }) => e.join('Max', inputs),
  Activation: (e, { config, inputs }) => activated(e, inputs[0]!, config),
  ReLU: (e, { config, inputs }) => e.activate(inputs[0]!, config['max_value'] === 6 ? 'relu6' : 'relu'),
  LeakyReLU: (e, { config, inputs }) => e.activate(inputs[0]!, 'leaky', Number(config['alpha'] ?? 0.3)),
  ELU: (e, { config, inputs }) => e.activate(inputs[0]!, 'elu', Number(config['alpha'] ?? 1)),
  ZeroPadding2D: (e, { config, inputs }) =>
    e.pad(inputs[0]!, config['padding'] as [[number, number], [number, number]]),
  Dropout: (_e, { inputs }) => inputs[0]!,
  SpatialDropout2D: (_e, { inputs }) => inputs[0]!,
};

export interface Lowered {
  readonly onnx: Buffer;
  readonly channels: number;
  readonly flopPerPx: number;
}

/** The layers of a TensorFlow.js layers model as ONNX; DETECT_OPERATION_UNSUPPORTED names every one that cannot be. */
export function lowerLayers(file: TfjsFile, name: string): Lowered {
  const outer = (file.topology['model_config'] ?? file.topology) as { class_name: string; config: unknown };
  const sequential = outer.class_name === 'Sequential';
  const layers = (
    Array.isArray(outer.config) ? outer.config : (outer.config as { layers: unknown }).layers
  ) as LayerConfig[];
  const unknown = layers.filter((l) => !isSupported(l)).map((l) => describe(l));
  if (unknown.length > 0) throw unsupportedOperation(name, [...new Set(unknown)], Object.keys(LAYERS));
  const e = new OnnxEmitter();
  const planes = new Map<string, Plane>();
  let channels = 0;
  let last: Plane | undefined;
  for (const layer of layers) {
    const id = String(layer.name ?? layer.config['name']);
    const shape = (layer.config['batch_input_shape'] ?? layer.config['batch_shape']) as number[] | undefined;
    if (last === undefined && shape !== undefined) {
      channels = shape[3]!;
      last = { name: 'input', channels, shrink: 1 };
    }
    if (layer.class_name !== 'InputLayer') {
      const inputs = sequential ? [last!] : (layer.inbound_nodes?.[0] ?? []).map(([from]) => planes.get(from)!);
      const weight = (part: string): Weights | undefined => file.weights.get(`${id}/${part}`);
      const need = (part: string): Weights => {
        const found = weight(part);
        if (found === undefined) throw unsupportedOperation(name, [`${layer.class_name} without ${part}`], []);
        return found;
      };
      last = LAYERS[layer.class_name]!(e, { config: layer.config, inputs, weight, need });
    }
    planes.set(id, last!);
  }
  const outputs = (outer.config as { output_layers?: [string][] }).output_layers;
  const output = outputs === undefined ? last! : planes.get(outputs[0]![0])!;
  return { onnx: e.encode(name, channels, output), channels, flopPerPx: e.flopPerPx };
}

function isSupported({ class_name: kind, config }: LayerConfig): boolean {
  const activation = config['activation'];
  if (typeof activation === 'string' && !isActivation(activation)) return false;
  return kind === 'InputLayer' || kind in LAYERS;
}

const describe = ({ class_name: kind, config }: LayerConfig): string =>
  kind in LAYERS ? `${kind} with activation ${String(config['activation'])}` : kind;
