// The ONNX forms of a model folder made again from its own TensorFlow.js weights, after the lowering has changed:
//   node recipes/lower.mjs MODEL_DIR [CALIBRATION]
// CALIBRATION (recipes/landscar-s2/int8.mjs calibrate) makes the 8-bit form too. Only the forms, their hashes and the halo
// of the manifest change; weights, golden case and decision stay. `landscar models verify` proves that the forms agree.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activationRanges, receptiveFieldPx, unetsToInt8, unetsToOnnx } from '../packages/detect/dist/index.js';
import { readUnets } from '../packages/train/dist/index.js';

const [dir, calibrationFile] = process.argv.slice(2);
const manifestFile = join(dir, 'manifest.json');
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
const nets = await readUnets(dir);
const put = (file, data) => {
  writeFileSync(join(dir, file), data);
  return { file, sha256: createHash('sha256').update(data).digest('hex'), bytes: data.length };
};
manifest.artefacts.onnx = put('model.onnx', unetsToOnnx(manifest.id, nets));
if (calibrationFile !== undefined) {
  const SIZE_PX = 128;
  const all = new Float32Array(Uint8Array.from(readFileSync(calibrationFile)).buffer);
  const length = manifest.input.channels * SIZE_PX * SIZE_PX;
  const inputs = Array.from({ length: all.length / length }, (_, i) => ({
    values: all.subarray(i * length, (i + 1) * length),
    height: SIZE_PX,
    width: SIZE_PX,
  }));
  const ranges = await activationRanges(nets, inputs);
  manifest.artefacts.onnxInt8 = put('model-int8.onnx', unetsToInt8(manifest.id, nets, ranges));
}
manifest.input.haloPx = receptiveFieldPx(nets[0]);
writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`${manifest.id}: ${nets.length} networks, halo ${manifest.input.haloPx} px`);
