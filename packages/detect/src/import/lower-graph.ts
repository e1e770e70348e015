import { unsupportedOperation } from '../errors.js';
import type { Lowered } from './lower-layers.js';
import { OnnxEmitter, type ConvShape, type Plane, type Weights } from './onnx-emitter.js';
import type { TfjsFile } from './tfjs-file.js';

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, Attribute>>;
}
interface Attribute {
  readonly s?: string;
  readonly i?: string | number;
  readonly f?: number;
  readonly b?: boolean;
  readonly list?: { readonly i?: readonly (string | number)[]; readonly s?: readonly string[] };
  readonly shape?: { readonly dim?: readonly { readonly size: string | number }[] };
}

/** What a translator is given: the planes and the constants among its inputs, in order, and its attributes. */
interface Operation {
  readonly planes: readonly Plane[];
  readonly constants: readonly Weights[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

/** Strings of attributes are base64. */
const text = (a: Attribute | undefined): string => Buffer.from(a?.s ?? '', 'base64').toString('utf8');
const texts = (a: Attribute | undefined): string[] =>
  (a?.list?.s ?? []).map((s) => Buffer.from(s, 'base64').toString('utf8'));
const middle = (a: Attribute | undefined): readonly [number, number] => {
  const list = a?.list?.i?.map(Number) ?? [1, 1, 1, 1];
  return [list[1] ?? 1, list[2] ?? 1];
};
const convShape = (attr: Operation['attr'], kernelPx: readonly [number, number]): ConvShape => ({
  kernelPx,
  strides: middle(attr['strides']),
  dilations: middle(attr['dilations']),
  padding: text(attr['padding']) === 'SAME' ? 'same' : 'valid',
});
const kernelOf = ({ shape }: Weights): readonly [number, number] => [shape[0]!, shape[1]!];
const FUSED: Readonly<Record<string, string>> = { Relu: 'relu', Relu6: 'relu6', LeakyRelu: 'leaky', Elu: 'elu' };

/** A convolution with what was fused behind it: bias, then an activation. */
function fused(e: OnnxEmitter, { planes, constants, attr }: Operation, kind: 'conv' | 'depthwise'): Plane {
  const [kernel, bias] = constants;
  const out = e[kind](planes[0]!, kernel!, bias, convShape(attr, kernelOf(kernel!)));
  const behind = texts(attr['fused_ops']).filter((op) => op !== 'BiasAdd');
  return behind.reduce((x, op) => e.activate(x, FUSED[op] ?? op, attr['leakyrelu_alpha']?.f ?? 0.2), out);
}

/** Two planes, or a plane and one number a channel. */
function joined(e: OnnxEmitter, kind: 'Sum' | 'Mul' | 'Sub', { planes, constants }: Operation): Plane {
  const [x] = planes;
  const [constant] = constants;
  if (constant === undefined) return e.join(kind, planes);
  const spread =
    constant.values.length === 1 ? new Float32Array(x!.channels).fill(constant.values[0]!) : constant.values;
  const ones = spread.map(() => 1);
  if (kind === 'Mul') return e.scale(x!, spread, spread.map(() => 0)); // prettier-ignore
  return e.scale(x!, ones, kind === 'Sub' ? spread.map((v) => -v) : spread);
}

const resized = (e: OnnxEmitter, { planes, constants, attr }: Operation, mode: 'nearest' | 'bilinear'): Plane => {
  const side = constants[0]?.values[0];
  if (side === undefined) throw new Error('resize to a size that is computed');
  return e.upsample(planes[0]!, [2, 2], mode, attr['half_pixel_centers']?.b === true);
};

/** TensorFlow operations that can be written as ONNX; the list of docs/models.md. */
export const OPERATIONS: Readonly<Record<string, (e: OnnxEmitter, operation: Operation) => Plane>> = {
  Conv2D: (e, o) => fused(e, o, 'conv'),
  _FusedConv2D: (e, o) => fused(e, o, 'conv'),
  DepthwiseConv2dNative: (e, o) => fused(e, o, 'depthwise'),
  FusedDepthwiseConv2dNative: (e, o) => fused(e, o, 'depthwise'),
  BiasAdd: (e, o) => joined(e, 'Sum', o),
  Add: (e, o) => joined(e, 'Sum', o),
  AddV2: (e, o) => joined(e, 'Sum', o),
  AddN: (e, { planes }) => e.join('Sum', planes),
  Sub: (e, o) => joined(e, 'Sub', o),
  Mul: (e, o) => joined(e, 'Mul', o),
  FusedBatchNormV3: (e, { planes, constants: [gamma, beta, mean, variance], attr }) => {
    const epsilon = attr['epsilon']?.f ?? 1e-3;
    const scale = gamma!.values.map((g, i) => g / Math.sqrt(variance!.values[i]! + epsilon));
    return e.scale(
      planes[0]!,
      scale,
      beta!.values.map((b, i) => b - mean!.values[i]! * scale[i]!),
    );
  },
  MaxPool: (e, { planes, attr }) => e.pool(planes[0]!, 'MaxPool', convShape(attr, middle(attr['ksize']))),
  AvgPool: (e, { planes, attr }) => e.pool(planes[0]!, 'AveragePool', convShape(attr, middle(attr['ksize']))),
  ConcatV2: (e, { planes }) => e.concat(planes),
  ResizeNearestNeighbor: (e, o) => resized(e, o, 'nearest'),
  ResizeBilinear: (e, o) => resized(e, o, 'bilinear'),
  Relu: (e, { planes }) => e.activate(planes[0]!, 'relu'),
  Relu6: (e, { planes }) => e.activate(planes[0]!, 'relu6'),
  LeakyRelu: (e, { planes, attr }) => e.activate(planes[0]!, 'leaky', attr['alpha']?.f ?? 0.2),
  Sigmoid: (e, { planes }) => e.activate(planes[0]!, 'sigmoid'),
  Tanh: (e, { planes }) => e.activate(planes[0]!, 'tanh'),
  Elu: (e, { planes }) => e.activate(planes[0]!, 'elu', 1),
  Softplus: (e, { planes }) => e.activate(planes[0]!, 'softplus'),
  Identity: (_e, { planes }) => planes[0]!,
};

/** The operations of a TensorFlow.js graph model as ONNX; DETECT_OPERATION_UNSUPPORTED names every one that cannot be. */
export function lowerGraph(file: TfjsFile, name: string): Lowered {
  const nodes = file.topology['node'] as GraphNode[];
  const isKnown = ({ op }: GraphNode): boolean => op === 'Placeholder' || op === 'Const' || op in OPERATIONS;
  const unknown = nodes.filter((n) => !isKnown(n)).map((n) => n.op);
  if (unknown.length > 0) throw unsupportedOperation(name, [...new Set(unknown)], Object.keys(OPERATIONS));
  const e = new OnnxEmitter();
  const planes = new Map<string, Plane>();
  let channels = 0;
  let last: Plane | undefined;
  // Nodes may come in any order: each is made when its inputs are there.
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const make = (node: GraphNode): Plane => {
    const known = planes.get(node.name);
    if (known !== undefined) return known;
    const inputs = (node.input ?? []).filter((i) => !i.startsWith('^')).map((i) => byName.get(i.split(':')[0]!)!);
    const attr = node.attr ?? {};
    let plane: Plane;
    if (node.op === 'Placeholder') {
      channels = Number(attr['shape']?.shape?.dim?.[3]?.size ?? 0);
      plane = { name: 'input', channels, shrink: 1 };
    } else {
      const constants = inputs.filter((i) => i.op === 'Const').map((i) => file.weights.get(i.name)!);
      const before = inputs.filter((i) => i.op !== 'Const').map(make);
      plane = OPERATIONS[node.op]!(e, { planes: before, constants, attr });
    }
    planes.set(node.name, plane);
    return plane;
  };
  const used = new Set(nodes.flatMap((n) => (n.input ?? []).map((i) => i.split(':')[0]!)));
  for (const node of nodes) if (node.op !== 'Const' && !used.has(node.name)) last = make(node);
  if (last === undefined) throw unsupportedOperation(name, ['a graph without an output'], []);
  return { onnx: e.encode(name, channels, last), channels, flopPerPx: e.flopPerPx };
}
