// Pilot weights as a model folder, for the parity test: node recipes/landscar-s2/pilot.mjs OUT_DIR/pilot-s2
import { readFileSync } from 'node:fs';
import { buildModel, readNpz, receptiveFieldPx, turned, unetFromTorch } from '../../packages/detect/dist/index.js';

const pilot = new URL('../../../shared/pilot/', import.meta.url);
const out = process.argv[2];
const nets = ['seed0', 'seed1'].map((s) => unetFromTorch(readNpz(readFileSync(new URL(`weights/${s}.npz`, pilot)))));
const facts = {
  manifestVersion: 1,
  id: 'pilot-s2',
  version: '1.0.0',
  licence: 'CC-BY-NC-SA-4.0',
  licenceNote: 'trained on OSCD labels (CC BY-NC-SA 4.0): non-commercial use only',
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
    features: 'landscar-diff@1',
    channels: 16,
    layout: 'nchw',
    dtype: 'float32',
    noData: 'asUnchanged',
    resolutionM: { min: 5, max: 40 },
    stridePx: 8,
    haloPx: receptiveFieldPx(nets[0]),
  },
  output: { meaning: 'logit', dtype: 'float32', range: [-60, 60] },
  decision: {
    rule: 'scene-margin@1',
    addChangeLength: true,
    quantile: 0.975,
    quantileWeight: 0.5,
    threshold: 0.979,
    scoreFloor: 1.783,
    absoluteFloor: -0.0685,
    probabilityAtBar: 0.5,
    slope: 1.5,
    seed: 0.5,
    grow: 0.5,
    minAreaM2: 0,
    fillHolesM2: 0,
  },
  resources: { memoryBytes: 300_000_000, batch: 1, runtimes: ['onnx', 'tfjs-node', 'tfjs-wasm'] },
  provenance: {
    data: ['OSCD, ten places (Daudt et al. 2018)'],
    regions: ['cities of Europe, Asia and the Americas'],
    seasons: ['all'],
    scores: [],
  },
};
const card = ['Purpose', 'Not for', 'Data and licences', 'Figures', 'Limits']
  .map((h) => `## ${h}\n\nSee ../shared/pilot/README.md.\n`)
  .join('\n');
await buildModel(
  out,
  facts,
  nets.flatMap((n) => [n, turned(n)]),
  `# pilot-s2\n\n${card}`,
);
console.log(out, 'halo', receptiveFieldPx(nets[0]));
