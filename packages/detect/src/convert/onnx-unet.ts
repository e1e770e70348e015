import { OnnxGraph } from './onnx-graph.js';
import { InnerWindow, type Cut } from './inner-window.js';
import { joinedOutputs, pairedDecoder, pairedLogit, sideBySide } from './paired-convs.js';
import type { ConvWeights, UNet } from './unet.js';

/** A tensor in the graph, and the activation whose values it holds. */
export interface Held {
  readonly name: string;
  readonly source: string;
}

/** How the parts of a U-Net become operators. One class a precision. */
export interface Lowering {
  /** The graph's input, as the first convolution takes it. */
  input(): Held;
  /** 3 × 3 convolution and ReLU; `tensor` names its result in every precision. */
  convRelu(input: Held, conv: ConvWeights, tensor: string): Held;
  /** Maxima of 2 × 2. */
  halve(input: Held): Held;
  double(input: Held): Held;
  /** Channels one after the other. */
  join(parts: readonly Held[]): Held;
  /** The first and second half of the channels. */
  split(input: Held, channels: number): readonly [Held, Held];
  /** Some of the rows and columns. */
  cut(input: Held, cut: Cut): Held;
  /** 1 × 1 convolution to one logit; its name. */
  logit(input: Held, conv: ConvWeights): string;
}

/** What of a window a graph works out: the part that its second input `inner` names, or all of it. */
export type Wanted = 'inner' | 'whole';

/**
 * ONNX file of the mean logit of networks: `input` (1, channels, height, width) and `inner`, the part that is wanted (see
 * `InnerWindow`) → `output` (1, 1, rows, columns) of that part.
 */
export function unetsToOnnx(name: string, nets: readonly UNet[], wanted: Wanted = 'inner'): Buffer {
  const graph = new OnnxGraph();
  return encodeLowering(name, nets, graph, new FloatLowering(graph), wanted);
}

/** The graph of the mean logit in one precision. */
export function encodeLowering(
  name: string,
  nets: readonly UNet[],
  graph: OnnxGraph,
  lowering: Lowering,
  wanted: Wanted,
): Buffer {
  const inner = wanted === 'whole' ? undefined : new InnerWindow(graph, nets[0]!.widths.length);
  addMeanLogit(graph, nets, lowering, inner);
  const output = [1, 1, 'rows', 'columns'];
  return graph.encode(name, inputShape(nets), { output }, inner === undefined ? {} : InnerWindow.INPUT);
}

/** The same with every activation as an output beside the logit, to measure their ranges. */
export interface Probe {
  readonly onnx: Buffer;
  readonly tensors: readonly string[];
  /** Activations that are joined: in few bits they need one range. */
  readonly joins: readonly (readonly string[])[];
}

export function unetsToProbe(name: string, nets: readonly UNet[]): Probe {
  const graph = new OnnxGraph();
  const lowering = new FloatLowering(graph);
  addMeanLogit(graph, nets, lowering);
  const { tensors, joins } = lowering;
  const outputs = Object.fromEntries(tensors.map((t) => [t, [1, `channels_${t}`, `rows_${t}`, `columns_${t}`]]));
  const onnx = graph.encode(name, inputShape(nets), { output: [1, 1, 'height', 'width'], ...outputs });
  return { onnx, tensors, joins };
}

const inputShape = (nets: readonly UNet[]): (number | string)[] => [1, nets[0]!.inputChannels, 'height', 'width'];

/** Below this many channels a convolution costs as much as with this many: vectors hold 16 numbers. */
const VECTOR_CHANNELS = 16;

/** Of the inner part where one is given, else of the whole window. */
function addMeanLogit(graph: OnnxGraph, nets: readonly UNet[], lowering: Lowering, inner?: InnerWindow): void {
  const parts = { lowering, inner };
  const input = lowering.input();
  const logits: string[] = [];
  for (let i = 0; i < nets.length; i++) {
    const [net, next] = [nets[i]!, nets[i + 1]];
    const thin = net.widths.length >= 3 && 2 * net.widths[0]! <= VECTOR_CHANNELS;
    if (thin && next?.widths.join() === net.widths.join()) {
      logits.push(addPair([net, next], input, i++, parts));
    } else logits.push(addUNet(net, input, `m${i}`, parts));
  }
  const sum = logits.length === 1 ? logits[0]! : graph.node('Sum', logits);
  const share = graph.constant([1], Float32Array.of(1 / nets.length), 'float32');
  if (inner === undefined) {
    graph.node('Mul', [sum, share], {}, 'output');
    return;
  }
  // The last cut is made where only one channel is left.
  const { starts, ends } = inner.result(1);
  const mean = graph.node('Mul', [sum, share]);
  graph.node('Slice', [mean, starts, ends, graph.integers(2, 3)], {}, 'output');
}

interface Parts {
  readonly lowering: Lowering;
  readonly inner: InnerWindow | undefined;
}
type Block = (x: Held, name: string) => Held;

/** What a level gives to the one above. */
const result = (x: Held, level: number, { lowering, inner }: Parts): Held =>
  inner === undefined ? x : lowering.cut(x, inner.result(level));
/** What a level's way down gives to its way up. */
const skip = (x: Held, level: number, { lowering, inner }: Parts): Held =>
  inner === undefined ? x : lowering.cut(x, inner.skip(level));

const blockOf =
  (net: UNet, member: string, lowering: Lowering): Block =>
  (x, name) => {
    const first = lowering.convRelu(x, net.layers.get(`${name}.0`)!, `${member}.${name}.0`);
    return lowering.convRelu(first, net.layers.get(`${name}.1`)!, `${member}.${name}.1`);
  };

function addUNet(net: UNet, input: Held, member: string, parts: Parts): string {
  const { lowering } = parts;
  const block = blockOf(net, member, lowering);
  const top = block(input, 'e1');
  const below = addBelow(net, lowering.halve(top), undefined, block, parts);
  const up = block(lowering.join([below, skip(top, 1, parts)]), 'd1');
  return lowering.logit(up, net.layers.get('out')!);
}

/** Levels 2 and below: from what comes down to level 2 (`second`: after its first convolution) to what goes up to 1. */
function addBelow(net: UNet, down: Held, second: Held | undefined, block: Block, parts: Parts): Held {
  const { lowering } = parts;
  const depth = net.widths.length;
  const skips: Held[] = [];
  let x = second ?? block(down, 'e2');
  skips.push(x);
  for (let level = 3; level <= depth; level++) {
    x = block(lowering.halve(x), `e${level}`);
    skips.push(x);
  }
  x = result(x, depth, parts);
  for (let level = depth - 1; level >= 2; level--) {
    const joined = lowering.join([lowering.double(x), skip(skips[level - 2]!, level, parts)]);
    x = result(block(joined, `d${level}`), level, parts);
  }
  return lowering.double(x);
}

/**
 * Two thin networks side by side: what they do at full resolution is done in one convolution each, with zeros where one
 * would see the other. It costs half, since neither fills the vectors alone. The sum of both logits.
 */
function addPair(nets: readonly [UNet, UNet], input: Held, index: number, parts: Parts): string {
  const { lowering } = parts;
  const pair = `p${index}`;
  const of = (name: string): [ConvWeights, ConvWeights] => [nets[0].layers.get(name)!, nets[1].layers.get(name)!];
  const start = lowering.convRelu(input, joinedOutputs(of('e1.0')), `${pair}.e1.0`);
  const top = lowering.convRelu(start, sideBySide(of('e1.1')), `${pair}.e1.1`);
  const down = lowering.convRelu(lowering.halve(top), sideBySide(of('e2.0')), `${pair}.e2.0`);
  const below = lowering.split(down, nets[0].widths[1]!).map((half, k) => {
    const net = nets[k]!;
    const member = `m${index + k}`;
    const second = lowering.convRelu(half, net.layers.get('e2.1')!, `${member}.e2.1`);
    return addBelow(net, half, second, blockOf(net, member, lowering), parts);
  });
  const joined = lowering.join([...below, skip(top, 1, parts)]);
  const first = lowering.convRelu(joined, pairedDecoder(of('d1.0')), `${pair}.d1.0`);
  const up = lowering.convRelu(first, sideBySide(of('d1.1')), `${pair}.d1.1`);
  return lowering.logit(up, pairedLogit(of('out')));
}

const DOUBLING = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
export const HALVING = { kernel_shape: [2, 2], strides: [2, 2] };

class FloatLowering implements Lowering {
  readonly tensors: string[] = [];
  readonly joins: string[][] = [];
  private readonly scales: string;
  private readonly rowsAndColumns: string;

  constructor(private readonly graph: OnnxGraph) {
    this.scales = graph.constant([4], Float32Array.of(1, 1, 2, 2), 'float32');
    this.rowsAndColumns = graph.integers(2, 3);
  }

  input = (): Held => ({ name: 'input', source: 'input' });

  convRelu(input: Held, conv: ConvWeights, tensor: string): Held {
    this.tensors.push(tensor);
    return { name: this.graph.node('Relu', [this.conv(input, conv)], {}, tensor), source: tensor };
  }

  halve = ({ name, source }: Held): Held => ({ name: this.graph.node('MaxPool', [name], HALVING), source });

  double = ({ name, source }: Held): Held => ({
    name: this.graph.node('Resize', [name, '', this.scales], DOUBLING),
    source,
  });

  join(parts: readonly Held[]): Held {
    this.joins.push(parts.map((p) => p.source));
    const names = parts.map((p) => p.name);
    return { name: this.graph.node('Concat', names, { axis: 1 }), source: parts[0]!.source };
  }

  split({ name, source }: Held, channels: number): readonly [Held, Held] {
    const [first, second] = this.graph.split(name, channels, 1);
    return [
      { name: first, source },
      { name: second, source },
    ];
  }

  cut = ({ name, source }: Held, { starts, ends }: Cut): Held => ({
    name: this.graph.node('Slice', [name, starts, ends, this.rowsAndColumns]),
    source,
  });

  logit = (input: Held, conv: ConvWeights): string => this.conv(input, conv);

  private conv({ name }: Held, { outputs, inputs, size, kernel, bias }: ConvWeights): string {
    const pad = (size - 1) / 2;
    const weights = this.graph.constant([outputs, inputs, size, size], kernel, 'float32');
    const biases = this.graph.constant([outputs], bias, 'float32');
    return this.graph.node('Conv', [name, weights, biases], {
      kernel_shape: [size, size],
      pads: [pad, pad, pad, pad],
    });
  }
}
