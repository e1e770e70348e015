import type { UNet } from './unet.js';
import { unetsToProbe } from './onnx-unet.js';

/** One calibration input, Float32 (channels, height, width). */
export interface CalibrationInput {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** Upper end of the 8-bit range of each activation, by tensor name; the lower end is 0 (they come out of ReLUs). */
export type ActivationRanges = ReadonlyMap<string, number>;

const BINS = 2048;
/** Ends that are tried, as shares of the largest value. */
const CANDIDATES = 64;

/** Runs the networks on the calibration inputs twice: largest values, then histograms of each activation. */
export async function activationRanges(
  nets: readonly UNet[],
  inputs: readonly CalibrationInput[],
): Promise<ActivationRanges> {
  const { onnx, tensors, joins } = unetsToProbe('calibration', nets);
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(onnx, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const each = async (onValues: (tensor: string, values: Float32Array) => void): Promise<void> => {
    for (const { values, height, width } of inputs) {
      const input = new ort.Tensor('float32', values, [1, nets[0]!.inputChannels, height, width]);
      const found = await session.run({ input });
      for (const tensor of tensors) onValues(tensor, found[tensor]!.data as Float32Array);
    }
  };
  const largest = new Map<string, number>();
  await each((tensor, values) => {
    let most = largest.get(tensor) ?? 1e-6;
    for (const value of values) if (value > most) most = value;
    largest.set(tensor, most);
  });
  const histograms = new Map(tensors.map((tensor) => [tensor, new Float64Array(BINS)]));
  await each((tensor, values) => {
    const histogram = histograms.get(tensor)!;
    const perBin = (BINS - 1e-3) / largest.get(tensor)!;
    for (const value of values) if (value > 0) histogram[Math.floor(value * perBin)]! += 1;
  });
  await session.release();
  const ends = new Map(tensors.map((t) => [t, bestEnd(histograms.get(t)!, largest.get(t)!)]));
  // What is joined shares one range: then joining moves bytes and rounds nothing.
  for (const join of joins) {
    const end = Math.max(...join.map((t) => ends.get(t)!));
    for (const t of join) ends.set(t, end);
  }
  return ends;
}

/** The end with the smallest squared error: what is cut off above it against the coarser steps below it. */
function bestEnd(histogram: Float64Array, largest: number): number {
  const binWidth = largest / BINS;
  let best = largest;
  let bestError = Infinity;
  for (let k = 8; k <= CANDIDATES; k++) {
    const end = (largest * k) / CANDIDATES;
    const step = end / 255;
    let error = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const beyond = (bin + 0.5) * binWidth - end;
      error += histogram[bin]! * (beyond > 0 ? beyond * beyond : (step * step) / 12);
    }
    if (error < bestError) [best, bestError] = [end, error];
  }
  return best;
}
