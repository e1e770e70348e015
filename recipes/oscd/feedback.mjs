// A made-up bureau: what a model flags at places that it never saw, decided by the labels, as `models finetune` takes it.
//   node recipes/oscd/feedback.mjs MODEL_DIR STACKS_DIR DATA_DIR OUT_DIR PLACE... [--keep PLACE...]
// A flagged object is accepted where at least 30 % of it is labelled, rejected where less than 10 % is, else undecided.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import process from 'node:process';
import { detectHere } from '../detect-here.mjs';
import { readRaster } from '../../packages/geodata/dist/index.js';
import { pixelsOf } from '../../packages/train/dist/finetune/decided-leads.js';

const [modelDir, stacks, data, out] = process.argv.slice(2, 6).map((path) => resolve(path));
const names = process.argv.slice(6);
const keepFrom = names.indexOf('--keep');
const places = keepFrom < 0 ? names : names.slice(0, keepFrom);
const kept = keepFrom < 0 ? [] : names.slice(keepFrom + 1);
const labelOf = (place) => {
  const exact = join(data, place, 'label.tif');
  return existsSync(exact)
    ? { label: exact }
    : { label: join(data, place, 'label_approx.tif'), band: 1, ignoreBand: 2 };
};
mkdirSync(out, { recursive: true });
const scenes = [];
for (const place of places) {
  const stack = join(stacks, place);
  const { detection } = await detectHere(stack, join(out, 'detections', place), { modelDir });
  const { bands, grid } = await readRaster(labelOf(place).label);
  const counts = { accepted: 0, rejected: 0, undecided: 0 };
  const features = detection.disturbances.map(({ id, geometry, geometryLonLat }) => {
    const pixels = pixelsOf(geometry, grid);
    const share = pixels.filter((i) => bands[0][i] === 1).length / Math.max(1, pixels.length);
    const decision = share >= 0.3 ? 'accepted' : share < 0.1 ? 'rejected' : null;
    counts[decision ?? 'undecided'] += 1;
    return { type: 'Feature', geometry: geometryLonLat, properties: { event: `${place}-${id}`, decision } };
  });
  writeFileSync(join(out, `${place}.geojson`), JSON.stringify({ type: 'FeatureCollection', features }));
  scenes.push({ stack: relative(out, stack), leads: `${place}.geojson` });
  console.log(place, counts);
}
const keep = kept.map((name) => {
  const { label, ...rest } = labelOf(name);
  return { name, stack: relative(out, join(stacks, name)), label: relative(out, label), ...rest };
});
const feedback = { version: 1, provenance: `made up from the labels of ${places.join(', ')} (演示数据)`, scenes, keep };
writeFileSync(join(out, 'feedback.json'), `${JSON.stringify(feedback, null, 2)}\n`);
