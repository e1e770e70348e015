import { join } from 'node:path';
import { lowerGraph } from '../import/lower-graph.js';
import { lowerLayers } from '../import/lower-layers.js';
import { readTfjsFile } from '../import/tfjs-file.js';
import type { Model } from '../models/load-model.js';
import { onnxFlopPerPx } from './onnx-flop.js';

/**
 * Multiplications and additions per pixel of a model: those that its TensorFlow.js form asks for, where its operations are known;
 * else those of its ONNX graph. Undefined where it has neither.
 */
export async function countFlopPerPx({ dir, manifest }: Model): Promise<number | undefined> {
  const { onnx, tfjs } = manifest.artefacts;
  try {
    if (tfjs !== undefined) {
      const file = await readTfjsFile(dir);
      const lower = file.kind === 'layers-model' ? lowerLayers : lowerGraph;
      return lower(file, manifest.id).flopPerPx;
    }
    return onnx === undefined ? undefined : await onnxFlopPerPx(join(dir, onnx.file), manifest.input.channels);
  } catch {
    return undefined;
  }
}
