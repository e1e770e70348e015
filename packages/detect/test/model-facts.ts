import type { ManifestFacts } from '../src/index.js';
import type { MarginRule } from '../src/models/manifest.js';

export const marginRule: MarginRule = {
  rule: 'scene-margin@1',
  addChangeLength: true,
  quantile: 0.975,
  quantileWeight: 0.5,
  threshold: 1,
  scoreFloor: 1,
  absoluteFloor: -0.1,
  probabilityAtBar: 0.5,
  slope: 1.5,
  seed: 0.5,
  grow: 0.5,
  minAreaM2: 0,
  fillHolesM2: 0,
};

/** Manifest facts of a made model with 16 channels; `haloPx` is its receptive field. */
export const modelFacts = (id: string, haloPx: number): ManifestFacts => ({
  manifestVersion: 1,
  id,
  version: '0.1.0',
  licence: 'Apache-2.0',
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
    haloPx,
  },
  output: { meaning: 'logit', dtype: 'float32', range: [-1000, 1000] },
  decision: marginRule,
  resources: { memoryBytes: 10_000_000, batch: 1, runtimes: ['onnx', 'tfjs-node', 'tfjs-wasm'] },
  provenance: { data: ['seeded random weights'], regions: [], seasons: [], scores: [] },
});

export const MODEL_CARD = ['Purpose', 'Not for', 'Data and licences', 'Figures', 'Limits']
  .map((heading) => `## ${heading}\n\nMade for tests.\n`)
  .join('\n');

/** What no file tells of a made model to import; `id` beside it. */
export const IMPORT_FACTS = {
  licence: 'Apache-2.0',
  contact: 'somebody here',
  features: 'landscar-diff@1',
  output: 'logit',
  resolutionMinM: 5,
  resolutionMaxM: 30,
  threshold: 0.5,
  data: 'nothing at all',
} as const;
