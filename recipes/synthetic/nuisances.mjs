// What a model flags where nobody touched the ground: node recipes/synthetic/nuisances.mjs STACKS_DIR OUT_DIR [MODEL_DIR …]
// STACKS_DIR is .cache/oscd (recipes/oscd/prepare.mjs). One date of each place is seen again with a seam, snow, another sun
// or thin cloud; flagged objects of 0.2 ha and more are false and are counted by 100 km² of the place: as if no mask had
// caught anything, and with the masks of ingest.
// OUT_DIR/nuisances.json, and OUT_DIR/nuisances.ppm to look at: before and after of each, and real change below.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { FEATURE_BANDS } from '../../packages/detect/dist/index.js';
import { canonicalJson } from '../../packages/core/dist/index.js';
import { ingestPair } from '../../packages/ingest/dist/index.js';
import { readRaster, writeRaster } from '../../packages/geodata/dist/index.js';
import { detectHere } from '../detect-here.mjs';
import { EXAM_PLACES, EXAM_SEEDS } from './nuisance-exam.mjs';
import { makeNuisance, memoryStack, NUISANCES, readPixelPair } from '../../packages/train/dist/index.js';

const [stacks, out, ...models] = process.argv.slice(2).map((path) => resolve(path));
if (models.length === 0) models.push(resolve(import.meta.dirname, '../../models/landscar-s2'));
const bands = [...FEATURE_BANDS];
const [SIDE, PICTURES] = [150, 4];
mkdirSync(out, { recursive: true });

async function writeStack(pair, dir) {
  mkdirSync(dir, { recursive: true });
  const { manifest } = memoryStack(pair);
  const { grid } = pair;
  const options = { grid, tiled: true };
  for (const date of ['before', 'after']) {
    await writeRaster(join(dir, `${date}.tif`), { ...options, bands: pair[date], dataType: 'UInt16' });
  }
  await writeRaster(join(dir, 'validity.tif'), { ...options, bands: [pair.hidden, pair.hidden], dataType: 'Byte' });
  writeFileSync(join(dir, 'stack.json'), canonicalJson(manifest));
}

/** The same as two scenes that are ingested; answers the share of the ground that is then seen on both dates. */
async function ingest(dir, out) {
  const scene = (date, day) => ({ file: join(dir, `${date}.tif`), date: day, sensor: 'sentinel-2-l1c', bands });
  const { validShare } = await ingestPair({
    before: [scene('before', '2020-06-01')],
    after: [scene('after', '2021-06-01')],
    out,
    gate: { minValidShare: 0, maxSeasonGapDays: 400 },
  });
  return validShare.both;
}

async function falseObjects(dir, modelDir) {
  const { detection } = await detectHere(dir, join(dir, 'out'), { modelDir });
  return detection.disturbances.filter(({ areaM2 }) => areaM2 >= 2000).length;
}

const pictures = [];
const table = {};
for (const nuisance of NUISANCES) {
  const places = EXAM_PLACES.flatMap((place) => EXAM_SEEDS.map((seed) => ({ place, seed })));
  const sums = { km2: 0, seenKm2: 0, unmasked: models.map(() => 0), masked: models.map(() => 0) };
  for (const { place, seed } of places) {
    const base = await readPixelPair({ name: place, stack: join(stacks, place), licence: 'Copernicus' });
    const pair = makeNuisance(base, nuisance, seed);
    const dir = join(out, `${place}-${nuisance}-${seed}`);
    await writeStack(pair, dir);
    const km2 = pair.hidden.reduce((sum, bits) => sum + (bits === 0 ? 1e-4 : 0), 0);
    sums.km2 += km2;
    sums.seenKm2 += km2 * (await ingest(dir, join(dir, 'masked')));
    for (const [k, model] of models.entries()) {
      sums.unmasked[k] += await falseObjects(dir, model);
      sums.masked[k] += await falseObjects(join(dir, 'masked'), model);
    }
    if (seed === 0) pictures.push({ nuisance, pair });
  }
  const per100Km2 = (count) => Math.round((1e3 * count) / sums.km2) / 10;
  models.forEach((dir, k) => {
    const row = { unmasked: per100Km2(sums.unmasked[k]), masked: per100Km2(sums.masked[k]) };
    (table[basename(dir)] ??= {})[nuisance] = row;
    console.log(nuisance, basename(dir), `${sums.km2.toFixed(0)} km², ${sums.seenKm2.toFixed(0)} unmasked`, row);
  });
}
writeFileSync(
  join(out, 'nuisances.json'),
  `${JSON.stringify({ places: EXAM_PLACES, seeds: EXAM_SEEDS, falsePer100Km2: table }, null, 2)}\n`,
);

// Pictures: a row a nuisance, `PICTURES` places, before beside after; the last row is real, labelled change.
const real = [];
for (const name of ['cupertino', 'beirut', 'abudhabi', 'rennes']) {
  const pair = await readPixelPair({ name, stack: join(stacks, name), licence: 'Copernicus' });
  const file = resolve(import.meta.dirname, `../../../shared/data/oscd/${name}/label.tif`);
  const changed = (await readRaster(file)).bands[0];
  const positions = [...changed.keys()].filter((i) => changed[i] === 1);
  real.push({ pair, middle: positions[Math.floor(positions.length / 2)] });
}
const lines = [...NUISANCES.map((n) => pictures.filter((p) => p.nuisance === n).slice(0, PICTURES)), real];
const image = Buffer.alloc(SIDE * lines.length * SIDE * 2 * PICTURES * 3, 255);
lines.forEach((line, row) =>
  line.forEach(({ pair, middle }, column) => {
    const { width, height } = pair.grid;
    const [cx, cy] = middle === undefined ? [width / 2, height / 2] : [middle % width, Math.floor(middle / width)];
    const clamp = (v, most) => Math.min(most - 1, Math.max(0, Math.round(v)));
    [pair.before, pair.after].forEach((date, k) => {
      for (let y = 0; y < SIDE - 3; y++) {
        for (let x = 0; x < SIDE - 3; x++) {
          const i = clamp(cy + y - SIDE / 2, height) * width + clamp(cx + x - SIDE / 2, width);
          const at = ((row * SIDE + y) * SIDE * 2 * PICTURES + (2 * column + k) * SIDE + x) * 3;
          [2, 1, 0].forEach((band, c) => (image[at + c] = Math.min(255, date[band][i] / 12)));
        }
      }
    });
  }),
);
const size = `${SIDE * 2 * PICTURES} ${SIDE * lines.length}`;
writeFileSync(join(out, 'nuisances.ppm'), Buffer.concat([Buffer.from(`P6 ${size} 255\n`), image]));
