import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel } from '../models/load-model.js';
import type { ModelArtefact, ModelManifest } from '../models/manifest.js';
import { tfjsWasmRuntime } from '../runtimes/tfjs-wasm-runtime.js';
import { unetsToOnnx } from './onnx-unet.js';
import { unetsToTfjs } from './tfjs-unet.js';
import type { UNet } from './unet.js';

/** Side of the golden case: small enough for a repository. */
const GOLDEN_PX = 32;
const GOLDEN_TOLERANCE = 2e-3;

/** Everything of a manifest but what is made from the weights. */
export type ManifestFacts = Omit<ModelManifest, 'artefacts' | 'golden'>;

/**
 * Writes a model folder: the TensorFlow.js model (the reference), its ONNX lowering, a seeded golden case computed by the
 * reference, the card, and the manifest with all hashes; then loads it again, so that what is written is valid.
 */
export async function buildModel(
  dir: string,
  facts: ManifestFacts,
  nets: readonly UNet[],
  card: string,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const put = async (file: string, data: Buffer | string): Promise<ModelArtefact> => {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    await writeFile(join(dir, file), bytes);
    return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  };
  const { json, weights } = await unetsToTfjs(facts.id, nets);
  const artefacts = {
    onnx: await put('model.onnx', unetsToOnnx(facts.id, nets)),
    tfjs: [await put('model.json', json), await put('weights.bin', weights)],
  };
  await put('card.md', card);
  const manifest: ModelManifest = { ...facts, artefacts };
  const input = goldenInput(facts.input.channels);
  const predictor = await tfjsWasmRuntime.load({ dir, manifest, hash: '' }, 'fp32');
  const output = Float32Array.from(await predictor.predict(input, GOLDEN_PX, GOLDEN_PX));
  await predictor.dispose();
  const golden = {
    input: await put('golden-input.f32', Buffer.from(input.buffer)),
    output: await put('golden-output.f32', Buffer.from(output.buffer)),
    height: GOLDEN_PX,
    width: GOLDEN_PX,
    toleranceLogit: GOLDEN_TOLERANCE,
  };
  await writeFile(join(dir, 'manifest.json'), `${JSON.stringify({ ...manifest, golden }, null, 2)}\n`);
  await loadModel(dir);
}

/** Waves and noise within what features may be (±6), seeded: no imagery goes into the repository. */
function goldenInput(channels: number): Float32Array {
  let state = 20_261_123;
  const input = new Float32Array(channels * GOLDEN_PX * GOLDEN_PX);
  for (let i = 0; i < input.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const [x, y, c] = [i % GOLDEN_PX, Math.floor(i / GOLDEN_PX) % GOLDEN_PX, Math.floor(i / GOLDEN_PX ** 2)];
    const wave = 2 * Math.sin(x / (2 + c / 3)) * Math.cos(y / (3 + (c % 5)));
    input[i] = Math.min(6, Math.max(-6, wave + (state / 2 ** 31 - 1)));
  }
  return input;
}
