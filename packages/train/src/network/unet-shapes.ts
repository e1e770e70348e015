/** A named array of the network. */
export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
  /** Moments are averaged while training, not learned. */
  readonly learned: boolean;
}

/** Blocks from full resolution down and up again: name, channels in, channels out. */
export function unetBlocks(
  inputs: number,
  widths: readonly number[],
): { name: string; inputs: number; outputs: number }[] {
  const down = widths.map((outputs, i) => ({ name: `e${i + 1}`, inputs: i === 0 ? inputs : widths[i - 1]!, outputs }));
  const up = widths.slice(1).map((deep, i) => ({ name: `d${i + 1}`, inputs: deep + widths[i]!, outputs: widths[i]! }));
  return [...down, ...up.toReversed()];
}

/** Every array of a U-Net in a fixed order; kernels are (y, x, in, out) as TensorFlow has them. */
export function unetShapes(inputs: number, widths: readonly number[]): ParameterShape[] {
  const shapes: ParameterShape[] = [];
  for (const block of unetBlocks(inputs, widths)) {
    for (const k of [0, 1]) {
      const from = k === 0 ? block.inputs : block.outputs;
      const layer = `${block.name}.${k}`;
      shapes.push(
        { name: `${layer}.kernel`, shape: [3, 3, from, block.outputs], learned: true },
        { name: `${layer}.bias`, shape: [block.outputs], learned: true },
        { name: `${layer}.gamma`, shape: [block.outputs], learned: true },
        { name: `${layer}.beta`, shape: [block.outputs], learned: true },
        { name: `${layer}.mean`, shape: [block.outputs], learned: false },
        { name: `${layer}.variance`, shape: [block.outputs], learned: false },
      );
    }
  }
  shapes.push(
    { name: 'out.kernel', shape: [1, 1, widths[0]!, 1], learned: true },
    { name: 'out.bias', shape: [1], learned: true },
  );
  return shapes;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
