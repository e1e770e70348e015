import { OnnxGraph } from './onnx-graph.js';
import type { ConvWeights, UNet } from './unet.js';

/** How the parts of a U-Net become operators; answers are names of tensors. One file a precision. */
export interface Lowering {
  /** The graph's input, as the first convolution takes it. */
  input(): string;
  /** 3 × 3 convolution and ReLU. `tensor` names its result in every precision. */
  convRelu(input: string, conv: ConvWeights, tensor: string): string;
  /** Maxima of 2 × 2; `source` names the tensor that `input` holds. */
  halve(input: string, source: string): string;
  double(input: string, source: string): string;
  join(below: string, skip: string, source: string): string;
  /** 1 × 1 convolution to one logit. */
  logit(input: string, conv: ConvWeights): string;
}

/** ONNX file of the mean logit of networks: `input` (1, channels, height, width) → `output` (1, 1, height, width). */
export function unetsToOnnx(name: string, nets: readonly UNet[]): Buffer {
  const graph = new OnnxGraph();
  addMeanLogit(graph, nets, new FloatLowering(graph));
  return graph.encode(name, inputShape(nets), { output: [1, 1, 'height', 'width'] });
}

/** The same with every activation as an output beside the logit, to measure their ranges. */
export function unetsToProbe(name: string, nets: readonly UNet[]): { onnx: Buffer; tensors: readonly string[] } {
  const graph = new OnnxGraph();
  const lowering = new FloatLowering(graph);
  addMeanLogit(graph, nets, lowering);
  const shape = [1, 'channels', 'rows', 'columns'];
  const outputs = Object.fromEntries(lowering.tensors.map((t) => [t, shape.map((d) => (d === 1 ? 1 : `${d}_${t}`))]));
  const onnx = graph.encode(name, inputShape(nets), { output: [1, 1, 'height', 'width'], ...outputs });
  return { onnx, tensors: lowering.tensors };
}

export const inputShape = (nets: readonly UNet[]): (number | string)[] => [
  1,
  nets[0]!.inputChannels,
  'height',
  'width',
];

export function addMeanLogit(graph: OnnxGraph, nets: readonly UNet[], lowering: Lowering): void {
  const input = lowering.input();
  const logits = nets.map((net, i) => addUNet(net, input, `m${i}`, lowering));
  const sum = logits.length === 1 ? logits[0]! : graph.node('Sum', logits);
  const share = graph.constant([1], Float32Array.of(1 / nets.length), 'float32');
  graph.node('Mul', [sum, share], {}, 'output');
}

function addUNet(net: UNet, input: string, member: string, lowering: Lowering): string {
  const block = (x: string, name: string): string => {
    const first = lowering.convRelu(x, net.layers.get(`${name}.0`)!, `${member}.${name}.0`);
    return lowering.convRelu(first, net.layers.get(`${name}.1`)!, `${member}.${name}.1`);
  };
  const depth = net.widths.length;
  const skips: string[] = [];
  let x = input;
  for (let level = 1; level <= depth; level++) {
    if (level > 1) x = lowering.halve(x, `${member}.e${level - 1}.1`);
    x = block(x, `e${level}`);
    skips.push(x);
  }
  for (let level = depth - 1; level >= 1; level--) {
    const up = lowering.double(x, belowOf(member, level, depth));
    x = block(lowering.join(up, skips[level - 1]!, `${member}.e${level}.1`), `d${level}`);
  }
  return lowering.logit(x, net.layers.get('out')!);
}

/** Tensor that is doubled to reach a level on the way up. */
export const belowOf = (member: string, level: number, depth: number): string =>
  level === depth - 1 ? `${member}.e${depth}.1` : `${member}.d${level + 1}.1`;

export const DOUBLING = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
export const HALVING = { kernel_shape: [2, 2], strides: [2, 2] };

class FloatLowering implements Lowering {
  /** Names of the activations, in order. */
  readonly tensors: string[] = [];
  private readonly scales: string;

  constructor(private readonly graph: OnnxGraph) {
    this.scales = graph.constant([4], Float32Array.of(1, 1, 2, 2), 'float32');
  }

  input = (): string => 'input';

  convRelu(input: string, conv: ConvWeights, tensor: string): string {
    this.tensors.push(tensor);
    return this.graph.node('Relu', [this.conv(input, conv)], {}, tensor);
  }

  halve = (input: string): string => this.graph.node('MaxPool', [input], HALVING);
  double = (input: string): string => this.graph.node('Resize', [input, '', this.scales], DOUBLING);
  join = (below: string, skip: string): string => this.graph.node('Concat', [below, skip], { axis: 1 });
  logit = (input: string, conv: ConvWeights): string => this.conv(input, conv);

  private conv(input: string, { outputs, inputs, size, kernel, bias }: ConvWeights): string {
    const pad = (size - 1) / 2;
    const weights = this.graph.constant([outputs, inputs, size, size], kernel, 'float32');
    const biases = this.graph.constant([outputs], bias, 'float32');
    return this.graph.node('Conv', [input, weights, biases], {
      kernel_shape: [size, size],
      pads: [pad, pad, pad, pad],
    });
  }
}
