import { OnnxGraph } from './onnx-graph.js';
import type { ConvWeights, UNet } from './unet.js';

/** ONNX file of the mean logit of networks: `input` (1, channels, height, width) → `output` (1, 1, height, width). */
export function unetsToOnnx(name: string, nets: readonly UNet[]): Buffer {
  const graph = new OnnxGraph();
  const scales = graph.constant([4], Float32Array.of(1, 1, 2, 2), 'float32');
  const logits = nets.map((net) => addUNet(graph, net, scales));
  const sum = logits.length === 1 ? logits[0]! : graph.node('Sum', logits);
  const share = graph.constant([1], Float32Array.of(1 / nets.length), 'float32');
  graph.node('Mul', [sum, share], {}, 'output');
  const channels = nets[0]!.inputChannels;
  return graph.encode(name, [1, channels, 'height', 'width'], [1, 1, 'height', 'width']);
}

function addUNet(graph: OnnxGraph, net: UNet, scales: string): string {
  const block = (input: string, name: string): string =>
    relu(
      graph,
      conv(graph, relu(graph, conv(graph, input, net.layers.get(`${name}.0`)!)), net.layers.get(`${name}.1`)!),
    );
  const skips: string[] = [];
  let x = 'input';
  for (let level = 1; level <= net.widths.length; level++) {
    if (level > 1) x = graph.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
    x = block(x, `e${level}`);
    skips.push(x);
  }
  for (let level = net.widths.length - 1; level >= 1; level--) {
    const up = graph.node('Resize', [x, '', scales], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
    x = block(graph.node('Concat', [up, skips[level - 1]!], { axis: 1 }), `d${level}`);
  }
  return conv(graph, x, net.layers.get('out')!);
}

const relu = (graph: OnnxGraph, input: string): string => graph.node('Relu', [input]);

function conv(graph: OnnxGraph, input: string, { outputs, inputs, size, kernel, bias }: ConvWeights): string {
  const pad = (size - 1) / 2;
  return graph.node(
    'Conv',
    [
      input,
      graph.constant([outputs, inputs, size, size], kernel, 'float32'),
      graph.constant([outputs], bias, 'float32'),
    ],
    { kernel_shape: [size, size], pads: [pad, pad, pad, pad] },
  );
}
