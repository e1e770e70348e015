import { bytesField, floatField, packedField, varintField } from './protobuf.js';

/** ONNX operator set and file format version written (onnx.ai/onnx, IR 8 has opset 17 and below). */
const OPSET = 17;
/** ONNX Runtime's own operators (github.com/microsoft/onnxruntime, docs/ContribOperators.md). */
export const CONTRIB = 'com.microsoft';
const IR_VERSION = 8;

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };
const ELEMENT = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
export type OnnxElement = keyof typeof ELEMENT;

/** Builds an ONNX file: nodes in order, named initialisers, inputs and outputs. */
export class OnnxGraph {
  private readonly nodes: Buffer[] = [];
  private readonly domains = new Set(['']);
  private readonly initialisers: Buffer[] = [];
  private count = 0;

  /** Adds an operator with one output; answers its name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    output = `t${this.count++}`,
    domain = '',
  ): string {
    this.add(operator, inputs, attributes, [output], domain);
    return output;
  }

  /** One of ONNX Runtime's own operators. */
  contrib(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>>): string {
    return this.node(operator, inputs, attributes, `t${this.count++}`, CONTRIB);
  }

  /** A tensor cut along an axis into two parts of `size` each. */
  split(input: string, size: number, axis: number): readonly [string, string] {
    const outputs = [`t${this.count++}`, `t${this.count++}`] as const;
    this.add('Split', [input, this.integers(size, size)], { axis }, outputs, '');
    return outputs;
  }

  private add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: readonly string[],
    domain: string,
  ): void {
    this.domains.add(domain);
    this.nodes.push(
      bytesField(
        1,
        Buffer.concat([
          ...inputs.map((input) => bytesField(1, input)),
          ...outputs.map((output) => bytesField(2, output)),
          bytesField(3, `n${this.nodes.length}`),
          bytesField(4, operator),
          ...Object.entries(attributes).map(([key, value]) => bytesField(5, attribute(key, value))),
          ...(domain === '' ? [] : [bytesField(7, domain)]),
        ]),
      ),
    );
  }

  /** A list of 64-bit integers. */
  integers(...values: readonly number[]): string {
    return this.constant([values.length], BigInt64Array.from(values, BigInt), 'int64');
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

  /**
   * The file. Dimensions are numbers, or names where they are free; outputs by their names, `lists` are further inputs:
   * lists of 64-bit integers by name, and how long they are.
   */
  encode(
    name: string,
    input: readonly (number | string)[],
    outputs: Readonly<Record<string, readonly (number | string)[]>>,
    lists: Readonly<Record<string, number>> = {},
  ): Buffer {
    const graph = Buffer.concat([
      ...this.nodes,
      bytesField(2, name),
      ...this.initialisers,
      bytesField(11, valueInfo('input', input)),
      ...Object.entries(lists).map(([list, length]) => bytesField(11, valueInfo(list, [length], 'int64'))),
      ...Object.entries(outputs).map(([output, dims]) => bytesField(12, valueInfo(output, dims))),
    ]);
    const opsets = [...this.domains].map((domain) =>
      bytesField(8, Buffer.concat([bytesField(1, domain), varintField(2, domain === '' ? OPSET : 1)])),
    );
    return Buffer.concat([varintField(1, IR_VERSION), bytesField(2, 'landscar'), bytesField(7, graph), ...opsets]);
  }
}

function attribute(name: string, value: OnnxAttribute): Buffer {
  const head = bytesField(1, name);
  if (typeof value === 'string') return Buffer.concat([head, bytesField(4, value), varintField(20, 3)]);
  if (typeof value === 'number') return Buffer.concat([head, varintField(3, value), varintField(20, 2)]);
  if ('float' in value) return Buffer.concat([head, floatField(2, value.float), varintField(20, 1)]);
  return Buffer.concat([head, packedField(8, value), varintField(20, 7)]);
}

function valueInfo(name: string, dims: readonly (number | string)[], element: OnnxElement = 'float32'): Buffer {
  const shape = Buffer.concat(
    dims.map((dim) => bytesField(1, typeof dim === 'number' ? varintField(1, dim) : bytesField(2, dim))),
  );
  const tensor = Buffer.concat([varintField(1, ELEMENT[element]), bytesField(2, shape)]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}
