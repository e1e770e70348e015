import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INNER_INPUT } from '../convert/inner-window.js';

type Shape = readonly number[];
/** What ONNX Runtime's profile says of a node that ran: one entry an input, by its type. */
interface NodeRun {
  readonly op_name: string;
  readonly input_type_shape: readonly Readonly<Record<string, Shape>>[];
  readonly output_type_shape: readonly Readonly<Record<string, Shape>>[];
}

/** A multiple of every stride that a manifest may name. */
const SIDE_PX = 64;

/**
 * Multiplications and additions per pixel in the convolutions and matrix products of an ONNX graph: the graph runs once, as it
 * is written, and the runtime's profile tells the shapes. Undefined where it has none that are known.
 */
export async function onnxFlopPerPx(file: string, channels: number): Promise<number | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'landscar-flop-'));
  try {
    const ort = await import('onnxruntime-node');
    const session = await ort.InferenceSession.create(file, {
      enableProfiling: true,
      profileFilePrefix: join(dir, 'run'),
      graphOptimizationLevel: 'disabled',
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    try {
      const inputName = session.inputNames.find((name) => name !== INNER_INPUT) ?? 'input';
      const side = BigInt(SIDE_PX);
      await session.run({
        [inputName]: new ort.Tensor('float32', new Float32Array(channels * SIDE_PX ** 2), [
          1,
          channels,
          SIDE_PX,
          SIDE_PX,
        ]),
        ...(session.inputNames.includes(INNER_INPUT) && {
          [INNER_INPUT]: new ort.Tensor('int64', BigInt64Array.of(0n, 0n, side, side), [4]),
        }),
      });
      session.endProfiling();
    } finally {
      await session.release();
    }
    const [name = ''] = await readdir(dir);
    const events = JSON.parse(await readFile(join(dir, name), 'utf8')) as readonly {
      readonly args?: Partial<NodeRun>;
    }[];
    const flop = events.reduce((sum, { args }) => sum + (args?.op_name === undefined ? 0 : flopOf(args as NodeRun)), 0);
    return flop === 0 ? undefined : flop / SIDE_PX ** 2;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function flopOf({ op_name, input_type_shape, output_type_shape }: NodeRun): number {
  const shapeOf = (entry: Readonly<Record<string, Shape>> | undefined): Shape => Object.values(entry ?? {})[0] ?? [];
  const input = (index: number): Shape => shapeOf(input_type_shape[index]);
  const output = shapeOf(output_type_shape[0]);
  switch (op_name) {
    // Kernels: outputs, inputs of a group, height, width.
    case 'Conv':
    case 'ConvInteger':
      return 2 * count(output) * count(input(1).slice(1));
    case 'QLinearConv':
      return 2 * count(output) * count(input(3).slice(1));
    // Kernels: inputs, outputs of a group, height, width.
    case 'ConvTranspose':
      return 2 * count(input(0)) * count(input(1).slice(1));
    case 'MatMul':
      return 2 * count(output) * (input(0).at(-1) ?? 0);
    case 'Gemm':
      return 2 * count(input(0)) * (output.at(-1) ?? 0);
    default:
      return 0;
  }
}

const count = (shape: Shape): number => shape.reduce((product, side) => product * side, 1);
