import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildModel, calibrationInputs, randomUNet, receptiveFieldPx, type ManifestFacts } from '@landscar/detect';

/** Width of each level of the reference network: 7.2 GFLOP a 256² window on 12 planes. */
export const REFERENCE_WIDTHS = [16, 32, 64, 128, 256] as const;
const SEED = 20_261_124;

export const referenceNet = (): ReturnType<typeof randomUNet> => randomUNet(12, REFERENCE_WIDTHS, SEED);

/** The reference network as a model folder `dir/reference-net`, calibrated for int8 on a stack; kept for the next time. */
export async function makeReferenceNet(dir: string, stackDir: string): Promise<string> {
  const folder = join(dir, 'reference-net');
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  const net = referenceNet();
  const facts: ManifestFacts = {
    manifestVersion: 1,
    id: 'reference-net',
    version: '1.0.0',
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
    // Random weights have no accuracy: the figures only open the door for the benchmark.
    int8: {
      calibration: 'eight windows of the bench scene',
      f1Fp32: 0,
      f1Int8: 0,
      measuredOn: 'nothing: random weights',
    },
    input: {
      dates: ['before', 'after'],
      gapDays: { min: 0, max: 36_500 },
      bands: ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'],
      features: 'landscar-bands@1',
      channels: 12,
      layout: 'nchw',
      dtype: 'float32',
      noData: 'asUnchanged',
      resolutionM: { min: 1, max: 100 },
      stridePx: 16,
      haloPx: receptiveFieldPx(net),
    },
    output: { meaning: 'logit', dtype: 'float32', range: [-1e6, 1e6] },
    decision: {
      rule: 'scene-margin@1',
      addChangeLength: false,
      quantile: 0.997,
      quantileWeight: 1,
      threshold: 0,
      scoreFloor: -1000,
      absoluteFloor: -1000,
      probabilityAtBar: 0.5,
      slope: 1,
      seed: 0.5,
      grow: 0.5,
      minAreaM2: 1000,
      fillHolesM2: 0,
    },
    resources: { memoryBytes: 400_000_000, batch: 1, runtimes: ['onnx', 'tfjs-node', 'tfjs-wasm'] },
    provenance: { data: ['seeded random weights'], regions: [], seasons: [], scores: [] },
  };
  const card = ['Purpose', 'Not for', 'Data and licences', 'Figures', 'Limits'].map((h) => `## ${h}\n\nBenchmarks.\n`);
  await buildModel(folder, facts, [net], card.join('\n'), await calibrationInputs(stackDir, facts.input, 8));
  return folder;
}
