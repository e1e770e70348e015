// Trained weights become the model folder: node recipes/landscar-s2/convert.mjs DELIVERY_DIR OUT_DIR [CALIBRATION]
// DELIVERY_DIR holds weights.npz and spec.json of the training recipe; the card stands beside this script.
// CALIBRATION (of int8.mjs) adds the 8-bit form.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildModel, readNpz, receptiveFieldPx, unetFromFolded } from '../../packages/detect/dist/index.js';

const [delivery, out, calibrationFile] = process.argv.slice(2);
const spec = JSON.parse(readFileSync(join(delivery, 'spec.json'), 'utf8'));
const { rule, object_confidence: confidence } = JSON.parse(readFileSync(join(delivery, 'rule_v5.json'), 'utf8'));
const arrays = readNpz(readFileSync(join(delivery, 'weights.npz')));
const nets = Object.keys(spec.members).map((member) => unetFromFolded(arrays, member));
const scores = JSON.parse(readFileSync(new URL('./scores.json', import.meta.url), 'utf8'));
const facts = {
  manifestVersion: 1,
  id: 'landscar-s2',
  version: '1.0.0',
  licence: 'CC-BY-NC-SA-4.0',
  licenceNote:
    'The weights were trained on OSCD labels (CC BY-NC-SA 4.0): non-commercial use only, such as a bureau’s own supervision. The code is Apache-2.0.',
  contact: 'landscar maintainers, see CONTRIBUTING.md',
  card: 'card.md',
  task: {
    kind: 'change-segmentation',
    classes: [
      { value: 0, name: 'unchanged', colour: '#000000', disturbance: false },
      { value: 1, name: 'changed ground', colour: '#e4572e', disturbance: true },
    ],
  },
  input: {
    dates: ['before', 'after'],
    gapDays: { min: 0, max: 3660 },
    bands: ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'],
    features: 'landscar-diff@2',
    channels: 28,
    layout: 'nchw',
    dtype: 'float32',
    noData: 'asUnchanged',
    resolutionM: { min: 8, max: 30 },
    stridePx: 8,
    haloPx: receptiveFieldPx(nets[0]),
  },
  output: { meaning: 'logit', dtype: 'float32', range: [-100, 100] },
  decision: {
    rule: 'scene-object@2',
    changeLengthWeight: rule.w_L,
    quantile: 0.975,
    quantileWeight: rule.w_q,
    lo: rule.lo,
    bar: rule.bar,
    penalties: [
      { channels: ['ndviBefore', 'ndviAfter'], above: rule.green_0, weight: rule.k_green },
      { channels: ['edgeAgreement'], above: rule.edge_0, weight: rule.k_edge },
    ],
    size: { weight: rule.k_size, minHa: rule.size_min_ha, maxHa: rule.size_max_ha },
    outline: { belowMean: rule.outline_below_mean, highest: rule.outline_highest },
    confidence: { slope: confidence.a, intercept: confidence.b },
    minObjectM2: rule.min_ha * 1e4,
    calibration: { slope: spec.calibration.a, intercept: spec.calibration.b },
    minAreaM2: 500,
    fillHolesM2: 0,
  },
  // The screen of the gate was taught by the weights before: gate.mjs, then the field is written again.
  resources: { memoryBytes: 400_000_000, batch: 1, runtimes: ['onnx', 'tfjs-node', 'tfjs-wasm'] },
  provenance: {
    data: ['OSCD, fourteen labelled places (Daudt et al. 2018), Sentinel-2 level 1C'],
    regions: ['cities of Europe, Asia and North America; none on the loess plateau'],
    seasons: ['all seasons, pairs of 1 to 3 years'],
    recipe: 'recipes/landscar-s2',
    scores,
  },
};
const SIZE_PX = 128;
let calibration;
if (calibrationFile !== undefined) {
  facts.int8 = JSON.parse(readFileSync(new URL('./int8.json', import.meta.url), 'utf8'));
  const all = new Float32Array(Uint8Array.from(readFileSync(calibrationFile)).buffer);
  const length = facts.input.channels * SIZE_PX * SIZE_PX;
  calibration = Array.from({ length: all.length / length }, (_, i) => ({
    values: all.subarray(i * length, (i + 1) * length),
    height: SIZE_PX,
    width: SIZE_PX,
  }));
}
await buildModel(out, facts, nets, readFileSync(new URL('./card.md', import.meta.url), 'utf8'), calibration);
console.log(`${out}: ${nets.length} networks, halo ${facts.input.haloPx} px`);
