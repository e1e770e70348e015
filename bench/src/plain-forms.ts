import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { activationRanges, calibrationInputs, loadModel, unetsToInt8, unetsToOnnx } from '@landscar/detect';
import { readUnets } from '@landscar/train';

/**
 * The networks of a model folder as ONNX files that work out the whole window, as an exporter writes them: what a plain
 * loop runs, and what the engine's own forms, which know the inner part, are held against. Kept for the next time.
 */
export async function makePlainForms(dir: string, modelDir: string, stackDir: string): Promise<string> {
  const { manifest, hash } = await loadModel(modelDir);
  const folder = join(dir, `plain-${basename(modelDir)}-${hash.slice(0, 12)}`);
  if (existsSync(join(folder, 'model-int8.onnx'))) return folder;
  await mkdir(folder, { recursive: true });
  const nets = await readUnets(modelDir);
  const ranges = await activationRanges(nets, await calibrationInputs(stackDir, manifest.input, 8));
  await writeFile(join(folder, 'model.onnx'), unetsToOnnx(manifest.id, nets, 'whole'));
  await writeFile(join(folder, 'model-int8.onnx'), unetsToInt8(manifest.id, nets, ranges, 'whole'));
  return folder;
}
