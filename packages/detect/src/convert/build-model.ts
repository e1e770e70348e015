import type { Model } from '../models/load-model.js';
import { tfjsWasmRuntime } from '../runtimes/tfjs-wasm-runtime.js';
import { activationRanges, type CalibrationInput } from './activation-ranges.js';
import { ModelWriter, type ManifestFacts } from './model-writer.js';
import { unetsToInt8 } from './onnx-int8.js';
import { unetsToOnnx } from './onnx-unet.js';
import { unetsToTfjs } from './tfjs-unet.js';
import type { UNet } from './unet.js';

/** Side of the golden case: small enough for a repository. */
const GOLDEN_PX = 32;

/**
 * Writes a model folder: the TensorFlow.js model (the reference), its ONNX lowering, a seeded golden case computed by the
 * reference, the card, and the manifest with all hashes. With calibration inputs also the 8-bit lowering.
 */
export async function buildModel(
  dir: string,
  facts: ManifestFacts,
  nets: readonly UNet[],
  card: string,
  calibration?: readonly CalibrationInput[],
): Promise<Model> {
  const writer = new ModelWriter(dir);
  const { json, weights } = await unetsToTfjs(facts.id, nets);
  const artefacts = {
    onnx: await writer.put('model.onnx', unetsToOnnx(facts.id, nets)),
    ...(calibration !== undefined && {
      onnxInt8: await writer.put(
        'model-int8.onnx',
        unetsToInt8(facts.id, nets, await activationRanges(nets, calibration)),
      ),
    }),
    tfjs: [await writer.put('model.json', json), await writer.put('weights.bin', weights)],
  };
  return writer.finish(facts, artefacts, card, tfjsWasmRuntime, GOLDEN_PX);
}
