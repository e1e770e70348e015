// The 8-bit form. DATA_DIR is ../shared/data/oscd; SCRATCH_DIR keeps stacks and results.
//   node recipes/landscar-s2/int8.mjs calibrate DATA_DIR SCRATCH_DIR   two windows of each labelled place → calibration.f32
//   node recipes/ship.mjs TRAINED_DIR SCRATCH_DIR/calibration.f32
//   node recipes/landscar-s2/int8.mjs evaluate DATA_DIR SCRATCH_DIR    F1 of both precisions on their labels → int8.json
//   and ship.mjs once more, so that the figures are in the manifest.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { calibrationInputs, evaluate } from '../../packages/detect/dist/index.js';
import { ingestPair } from '../../packages/ingest/dist/index.js';
import { detectHere } from '../detect-here.mjs';

const [task] = process.argv.slice(2);
const [data, scratch] = process.argv.slice(3).map((path) => resolve(path));
mkdirSync(scratch, { recursive: true });
const bands = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];
const modelDir = resolve(import.meta.dirname, '../../models/landscar-s2');
const pairs = { fp32: [], int8: [] };
const calibration = [];
for (const place of readdirSync(data).sort()) {
  const files = readdirSync(join(data, place));
  const label = files.find((f) => f.startsWith('label'));
  if (label === undefined) continue;
  const scene = (period) => {
    const file = files.find((f) => f.startsWith(period));
    const [, y, m, d] = /(\d{4})(\d\d)(\d\d)/u.exec(file);
    return { file: join(data, place, file), date: `${y}-${m}-${d}`, sensor: 'sentinel-2-l1c', bands };
  };
  const stack = join(scratch, place);
  if (!existsSync(join(stack, 'stack.json'))) {
    await ingestPair({ before: [scene('t1')], after: [scene('t2')], out: stack, gate: { maxSeasonGapDays: 200 } });
  }
  if (task === 'calibrate') {
    calibration.push(
      ...(await calibrationInputs(stack, { features: 'landscar-diff@2', bands }, 2)).map((input) => input.values),
    );
    continue;
  }
  const file = join(data, place, label);
  for (const precision of ['fp32', 'int8']) {
    const out = join(scratch, `${place}-${precision}`);
    await detectHere(stack, out, { modelDir, precision });
    const approximate = label.includes('approx');
    pairs[precision].push({
      name: place,
      flags: join(out, 'flags.tif'),
      probability: join(out, 'probability.tif'),
      label: approximate ? { file, band: 1 } : file,
      ...(approximate && { ignore: { file, band: 2 } }),
    });
  }
}
if (task === 'calibrate') {
  writeFileSync(join(scratch, 'calibration.f32'), Buffer.concat(calibration.map((v) => Buffer.from(v.buffer))));
  console.log(`${calibration.length} windows of 128 × 128 px`);
} else {
  const fp32 = await evaluate({ pairs: pairs.fp32 });
  const int8 = await evaluate({ pairs: pairs.int8 });
  const figures = {
    calibration: 'two windows of 128 × 128 px of each of the fourteen labelled OSCD places',
    f1Fp32: Number(fp32.pooled.f1.toFixed(4)),
    f1Int8: Number(int8.pooled.f1.toFixed(4)),
    measuredOn: 'the fourteen labelled OSCD places, which the weights were trained on: a comparison of precisions only',
  };
  for (const [i, { name, f1 }] of fp32.places.entries()) {
    console.log(name, f1?.toFixed(4), int8.places[i].f1?.toFixed(4));
  }
  console.log(figures);
  writeFileSync(new URL('./int8.json', import.meta.url), `${JSON.stringify(figures, null, 2)}\n`);
}
