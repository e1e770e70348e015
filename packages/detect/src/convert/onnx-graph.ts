import { bytesField, floatField, packedField, varintField } from './protobuf.js';

/** ONNX operator set and file format version written (onnx.ai/onnx, IR 8 has opset 17 and below). */
const OPSET = 17;
const IR_VERSION = 8;

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };
const ELEMENT = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
export type OnnxElement = keyof typeof ELEMENT;

/** Builds an ONNX file: nodes in order, named initialisers, one input and its outputs, all Float32. */
export class OnnxGraph {
  private readonly nodes: Buffer[] = [];
  private readonly initialisers: Buffer[] = [];
  private count = 0;

  /** Adds an operator with one output; answers its name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    output = `t${this.count++}`,
  ): string {
    this.add(operator, inputs, attributes, [output]);
    return output;
  }

  /** The first `channels` channels of a tensor, and the rest, as many. */
  split(input: string, channels: number): readonly [string, string] {
    const sizes = this.constant([2], BigInt64Array.of(BigInt(channels), BigInt(channels)), 'int64');
    const outputs = [`t${this.count++}`, `t${this.count++}`] as const;
    this.add('Split', [input, sizes], { axis: 1 }, outputs);
    return outputs;
  }

  private add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: readonly string[],
  ): void {
    this.nodes.push(
      bytesField(
        1,
        Buffer.concat([
          ...inputs.map((input) => bytesField(1, input)),
          ...outputs.map((output) => bytesField(2, output)),
          bytesField(3, `n${this.nodes.length}`),
          bytesField(4, operator),
          ...Object.entries(attributes).map(([key, value]) => bytesField(5, attribute(key, value))),
        ]),
      ),
    );
  }

  /** Adds a constant; answers its name. Integers of 64 bits come as `BigInt64Array`. */
  constant(
    dims: readonly number[],
    values: Float32Array | Int8Array | Uint8Array | Int32Array | BigInt64Array,
    element: OnnxElement,
  ): string {
    const name = `w${this.initialisers.length}`;
    this.initialisers.push(
      bytesField(
        5,
        Buffer.concat([
          packedField(1, dims),
          varintField(2, ELEMENT[element]),
          bytesField(8, name),
          bytesField(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
        ]),
      ),
    );
    return name;
  }

  /** The file. Dimensions are numbers, or names where they are free; outputs by their names. */
  encode(
    name: string,
    input: readonly (number | string)[],
    outputs: Readonly<Record<string, readonly (number | string)[]>>,
  ): Buffer {
    const graph = Buffer.concat([
      ...this.nodes,
      bytesField(2, name),
      ...this.initialisers,
      bytesField(11, valueInfo('input', input)),
      ...Object.entries(outputs).map(([output, dims]) => bytesField(12, valueInfo(output, dims))),
    ]);
    const opset = Buffer.concat([bytesField(1, ''), varintField(2, OPSET)]);
    return Buffer.concat([
      varintField(1, IR_VERSION),
      bytesField(2, 'landscar'),
      bytesField(7, graph),
      bytesField(8, opset),
    ]);
  }
}

function attribute(name: string, value: OnnxAttribute): Buffer {
  const head = bytesField(1, name);
  if (typeof value === 'string') return Buffer.concat([head, bytesField(4, value), varintField(20, 3)]);
  if (typeof value === 'number') return Buffer.concat([head, varintField(3, value), varintField(20, 2)]);
  if ('float' in value) return Buffer.concat([head, floatField(2, value.float), varintField(20, 1)]);
  return Buffer.concat([head, packedField(8, value), varintField(20, 7)]);
}

function valueInfo(name: string, dims: readonly (number | string)[]): Buffer {
  const shape = Buffer.concat(
    dims.map((dim) => bytesField(1, typeof dim === 'number' ? varintField(1, dim) : bytesField(2, dim))),
  );
  const tensor = Buffer.concat([varintField(1, ELEMENT.float32), bytesField(2, shape)]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}
