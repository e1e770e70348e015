import { InvariantError, instantiate, wasm, type WasmFunction, type WasmMemory } from '@landscar/core';
import { gaussianKernel, mirror } from '../gaussian-kernel.js';
import { DENSE_FLOOR_BYTE, DENSE_GROUP_PX, denseFunction } from './dense-kernel.js';
import { FORMULAS, type FormulaName } from './formulas.js';
import { outputsOf, pixelFunction } from './pixel-kernel.js';
import { REFLECTANCE_PARAMS, reflectanceFunction } from './reflectance-kernel.js';
import { boxFunction, gaussianFunction, sobelFunction } from './window-kernels.js';

/** Deviations of the Gaussians and sides of the boxes that there is code for. */
export type Sigma = 1 | 1.5 | 2 | 3;
export type BoxSize = 3 | 5 | 9 | 17 | 25 | 71;
const SIGMAS: readonly Sigma[] = [1, 1.5, 2, 3];
const BOXES: readonly BoxSize[] = [3, 5, 9, 17, 25, 71];

/** A part of a plane, pixels, half open. */
export interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Bytes behind a plane that filters may read and write; also the least distance of its neighbour. */
export const PLANE_SLACK_BYTES = 1024;
/** Parameters of formulas lie at the start of the memory. */
export const FIRST_PLANE_BYTE = 1024;

const GAUSSIANS = new Map(SIGMAS.map((sigma) => [sigma, gaussianKernel(sigma)] as const));
const functions = (): Map<string, WasmFunction> =>
  new Map<string, WasmFunction>([
    ...Object.entries(FORMULAS).map(([name, formula]) => [name, pixelFunction(formula)] as const),
    ...[...GAUSSIANS].map(([sigma, weights]) => [`gauss${sigma}`, gaussianFunction(weights)] as const),
    ...BOXES.map((size) => [`box${size}`, boxFunction((size - 1) / 2)] as const),
    ['sobel', sobelFunction()],
    ['dense', denseFunction()],
    ['reflectance', reflectanceFunction()],
  ]);
let bytes: Uint8Array<ArrayBuffer> | undefined;
const inputCounts = new Map(Object.entries(FORMULAS).map(([name, f]) => [name, f.inputs + outputsOf(f)]));

/**
 * The kernels over one memory. Every plane given to it lies in that memory (`address` says so), has the same shape
 * (height, width) and `PLANE_SLACK_BYTES` behind it. A pixel's result depends on the values around it alone, bit by bit.
 */
export class PlaneKernels {
  private readonly run: ReturnType<typeof instantiate>;
  private readonly words: Int32Array;
  private readonly numbers: Float32Array;

  constructor(private readonly memory: WasmMemory) {
    bytes ??= wasm.moduleBytes(functions());
    this.run = instantiate(bytes, memory);
    this.words = new Int32Array(memory.buffer, 0, FIRST_PLANE_BYTE / 4);
    this.numbers = new Float32Array(memory.buffer, 0, FIRST_PLANE_BYTE / 4);
  }

  /** A formula over part of the planes: inputs, then outputs, which may be inputs. */
  formula(
    name: FormulaName,
    planes: readonly Float32Array[],
    constants: readonly number[],
    { x0, y0, x1, y1 }: Rectangle,
    width: number,
  ): void {
    const { constants: count } = FORMULAS[name];
    if (planes.length !== inputCounts.get(name) || constants.length !== count) {
      throw new InvariantError(`${name} got ${planes.length} planes and ${constants.length} constants`);
    }
    // Whose planes they are is not asked here: this runs thousands of times a window.
    for (let k = 0; k < planes.length; k++) this.words[k] = planes[k]!.byteOffset;
    for (let k = 0; k < count; k++) this.numbers[planes.length + k] = constants[k]!;
    this.run(name, 0, 4 * (y0 * width + x0), x1 - x0, y1 - y0, 4 * width);
  }

  /**
   * Digital numbers, which lie in a plane, as reflectance; answers whether any of them is 0. Up to 7 numbers behind both are
   * overwritten.
   */
  reflectance(digital: Uint16Array, output: Float32Array, scale: number, offset: number): boolean {
    const [from, to] = [this.address(digital), this.address(output)];
    const count = Math.ceil(digital.length / 8) * 8;
    new Uint16Array(this.memory.buffer, from, count).fill(1, digital.length);
    const parameters = new Float64Array(this.memory.buffer, 0, 4);
    parameters[REFLECTANCE_PARAMS.scale / 8] = scale;
    parameters[REFLECTANCE_PARAMS.offset / 8] = offset;
    this.run('reflectance', from, to, count, 0);
    const zeros = REFLECTANCE_PARAMS.zeros / 4;
    return this.words.subarray(zeros, zeros + 4).some((word) => word !== 0);
  }

  /** Smooths `input` into `output`; edges are mirrored with the edge pixel repeated. `rows` and `line` are scratch. */
  gaussian(
    sigmaPx: Sigma,
    input: Float32Array,
    output: Float32Array,
    [rows, line]: readonly [Float32Array, Float32Array],
    width: number,
    height: number,
  ): void {
    const reach = GAUSSIANS.get(sigmaPx)!.length - 1;
    this.tableOfRows(rows, input, width, height, reach, 0);
    this.tableOfColumns(width, reach);
    this.run(`gauss${sigmaPx}`, this.address(rows), this.address(output), this.address(line), 0, width, height);
  }

  /** Mean over boxes of whole `steps` (32-bit integers, `perUnit` a unit), into `output`; edges as above. */
  box(
    size: BoxSize,
    perUnit: number,
    steps: Float32Array,
    output: Float32Array,
    [rows, line]: readonly [Float32Array, Float32Array],
    width: number,
    height: number,
  ): void {
    const reach = (size - 1) / 2;
    this.tableOfRows(rows, steps, width, height, reach, 1);
    this.tableOfColumns(width, reach);
    const divisor = 4 * 2 * reach;
    this.numbers[divisor / 4] = size * size * perUnit;
    this.run(`box${size}`, this.address(rows), this.address(output), this.address(line), 0, width, height, divisor);
  }

  /** Products of the Sobel gradients of two planes: first with second, each with itself. */
  sobel(
    [first, second]: readonly [Float32Array, Float32Array],
    mask: Float32Array,
    [product, squareA, squareB]: readonly [Float32Array, Float32Array, Float32Array],
    [rowsA, rowsB, lines]: readonly [Float32Array, Float32Array, Float32Array],
    width: number,
    height: number,
  ): void {
    if (4 * (4 * width + 128) > 4 * width * height + PLANE_SLACK_BYTES && height < 4) {
      throw new InvariantError(`gradients of ${width} x ${height} pixels`);
    }
    this.tableOfRows(rowsA, first, width, height, 1, 0);
    this.tableOfRows(rowsB, second, width, height, 1, 0);
    const at = [rowsA, rowsB, lines].map((plane) => this.address(plane));
    const out = [mask, product, squareA, squareB].map((plane) => this.address(plane));
    this.run('sobel', ...at, width, height, ...out);
  }

  /**
   * A net of one hidden layer over `inputs` (`denseFunction` says in which order its `weights` are; of an even number of units), into
   * `output`; `table` and `weights` lie in planes of their own. Where no pixel of a group passes `floor` in the plane `known`, what that
   * has is the answer.
   */
  dense(
    inputs: readonly Float32Array[],
    weights: Float32Array,
    output: Float32Array,
    table: Float32Array,
    known: Float32Array,
    floor: number,
  ): void {
    const pairs = (weights.length - 1) / (inputs.length + 2) / 2;
    if (!Number.isInteger(pairs)) throw new InvariantError(`${weights.length} weights for ${inputs.length} planes`);
    const words = new Int32Array(table.buffer, table.byteOffset, inputs.length);
    for (const [k, plane] of inputs.entries()) words[k] = this.address(plane);
    const [first, groups] = [this.address(table), Math.ceil(output.length / DENSE_GROUP_PX)];
    const [end, unitBytes] = [first + 4 * inputs.length, 4 * (inputs.length + 2)];
    this.numbers[DENSE_FLOOR_BYTE / 4] = floor;
    const places = [this.address(weights), this.address(output), groups, pairs, unitBytes, this.address(known)];
    this.run('dense', first, end, ...places);
  }

  private address(plane: Float32Array | Uint16Array): number {
    if (plane.buffer !== this.memory.buffer) throw new InvariantError('a plane of another pool');
    return plane.byteOffset;
  }

  /** Addresses of the rows −reach … height + reach − 1 + `more`. */
  private tableOfRows(
    table: Float32Array,
    plane: Float32Array,
    width: number,
    height: number,
    reach: number,
    more: number,
  ): void {
    const words = new Int32Array(table.buffer, table.byteOffset, height + 2 * reach + more);
    const start = this.address(plane);
    for (let i = 0; i < words.length; i++) words[i] = start + 4 * width * mirror(i - reach, height);
  }

  /** Where in a line the columns left and right of it are mirrored from. */
  private tableOfColumns(width: number, reach: number): void {
    for (let k = 0; k < reach; k++) {
      this.words[k] = 4 * (reach + mirror(k - reach, width));
      this.words[reach + k] = 4 * (reach + mirror(width + k, width));
    }
  }
}
