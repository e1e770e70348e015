// What a model gets wrong on the demo site (演示数据, generated ground), as pictures for its card:
//   bin/demo DIR && node recipes/failures.mjs DIR SCRATCH_DIR [MODEL...]
// Writes models/MODEL/failures.jpg: the largest objects that were missed and the largest that were falsely flagged, by
// `landscar evaluate`'s definitions (docs/evaluation.md), each before, after, and as found, missed and false. Pictures of
// labelled places stay out of the repository with their imagery; `landscar evaluate recipes/oscd/pairs.yaml --out DIR` draws them.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { measurePlace } from '../packages/detect/dist/evaluate/measure-place.js';
import { isFalse, isFound } from '../packages/detect/dist/evaluate/object-scores.js';
import { objectPictures } from '../packages/detect/dist/evaluate/pictures.js';
import { readPlace } from '../packages/detect/dist/evaluate/read-place.js';
import { DETECTION_FILES, readRaster, readStackManifest, writeRaster } from '../packages/geodata/dist/index.js';
import { detectHere } from './detect-here.mjs';

const root = resolve(import.meta.dirname, '..');
const gdal = createRequire(join(root, 'packages/geodata/package.json'))('gdal-async');
const sharp = createRequire(join(root, 'packages/report/package.json'))('sharp');
const [site, scratch, ...named] = process.argv.slice(2).map((arg, i) => (i < 2 ? resolve(arg) : arg));
if (scratch === undefined) {
  console.error('usage: node recipes/failures.mjs DEMO_DIR SCRATCH_DIR [MODEL...]');
  process.exit(2);
}
const MODELS = named.length > 0 ? named : ['landscar-s2', 'landscar-s2-four-band', 'landscar-s2-open', 'baseline'];
const SHOWN = 6;

mkdirSync(scratch, { recursive: true });
const stackDir = stackOf(site);
const truth = JSON.parse(readFileSync(join(site, 'truth.geojson'), 'utf8')).features;
const { grid } = await readStackManifest(stackDir);
const codes = await truthCodes();
const masks = {
  label: await writeMask('label.tif', ({ natural }) => !natural),
  ignore: await writeMask('ignore.tif', ({ observable }) => !observable),
};
for (const model of MODELS) await drawFailures(model);

/** The folder of the demo's stack. */
function stackOf(dir) {
  const found = readdirSync(dir, { recursive: true }).filter((name) => /(^|\/)stack\.json$/u.test(name));
  const [first] = found.filter((name) => !name.includes('sample')).sort();
  if (first === undefined) throw new Error(`${dir} holds no stack: make it with bin/demo ${dir}`);
  return join(dir, first, '..');
}

/** Each pixel's position in the truth, counted from 1, on the stack's grid; 0 elsewhere. */
async function truthCodes() {
  const file = join(scratch, 'truth.tif');
  const to = gdal.SpatialReference.fromUserInput(grid.crs);
  const vector = gdal.open('truth', 'w', 'Memory');
  const layer = vector.layers.create('truth', to, gdal.wkbPolygon);
  layer.fields.add(new gdal.FieldDefn('code', gdal.OFTInteger));
  const turn = new gdal.CoordinateTransformation(gdal.SpatialReference.fromUserInput('OGC:CRS84'), to);
  for (const [i, { geometry }] of truth.entries()) {
    const feature = new gdal.Feature(layer);
    const shape = gdal.Geometry.fromGeoJson(geometry);
    shape.transform(turn);
    feature.setGeometry(shape);
    feature.fields.set('code', i + 1);
    layer.features.add(feature);
  }
  await writeRaster(file, { grid, dataType: 'Int16', bands: [new Int16Array(grid.width * grid.height)] });
  const target = gdal.open(file, 'r+');
  gdal.rasterize(target, vector, ['-a', 'code', '-l', 'truth']);
  target.close();
  return Int32Array.from((await readRaster(file)).bands[0]);
}

/** A band of 0 and 1 on the grid of the truth. */
async function writeMask(name, isOne) {
  const file = join(scratch, name);
  const mask = Uint8Array.from(codes, (code) => Number(code > 0 && isOne(truth[code - 1].properties)));
  await writeRaster(file, { grid, dataType: 'Byte', bands: [mask] });
  return file;
}

async function drawFailures(model) {
  const out = join(scratch, model);
  rmSync(out, { recursive: true, force: true });
  await detectHere(stackDir, out, { modelDir: join(root, 'models', model) });
  const place = await readPlace({
    name: model,
    flags: join(out, DETECTION_FILES.flags),
    ...masks,
    before: join(stackDir, 'before.tif'),
    after: join(stackDir, 'after.tif'),
  });
  if (Array.isArray(place)) throw new AggregateError(place, place.map((p) => p.message).join('; '));
  const { objects } = measurePlace(place);
  const { labelled, flagged } = objects;
  const pictures = await objectPictures(place, objects, SHOWN);
  const windows = (list) => list.toSorted((a, b) => b.areaM2 - a.areaM2).map(({ window }) => window);
  const missed = windows(labelled.filter((o) => !isFound(o)));
  const wrong = windows(flagged.filter(isFalse));
  const shown = [
    ...pictures
      .filter((p) => p.outcome === 'missed')
      .map((p, i) => [p, `漏 missed: ${kindIn(missed[i], place, false)}`]),
    ...pictures.filter((p) => p.outcome === 'false').map((p, i) => [p, `误 false: ${kindIn(wrong[i], place, true)}`]),
  ];
  await sheet(shown, join(root, 'models', model, 'failures.jpg'));
  const found = labelled.length - missed.length;
  console.log(`${model}: of ${labelled.length} objects from 0.2 ha on ${found} found, ${wrong.length} false`);
  console.log(`  missed: ${kindCounts(missed, place, false)}; false: ${kindCounts(wrong, place, true)}`);
}

/** What the truth says of most of a window's pixels that it names: of what was made, or of what is natural. */
function kindIn({ x, y, width, height }, { grid }, natural) {
  const counts = new Map();
  for (let row = y; row < y + height; row++) {
    for (const code of codes.subarray(row * grid.width + x, row * grid.width + x + width)) {
      if (code === 0 || truth[code - 1].properties.natural !== natural) continue;
      const { kind } = truth[code - 1].properties;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'nothing was made there';
}

function kindCounts(windows, place, natural) {
  const counts = new Map();
  for (const kind of windows.map((window) => kindIn(window, place, natural)))
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}

/** Two objects a row, each before, after and judged, in one picture. */
async function sheet(shown, file) {
  const [tile, gap, text] = [128, 4, 18];
  const [across, down] = [3 * (tile + gap) + 12, tile + text + gap];
  const parts = [];
  for (const [i, [picture, words]] of shown.entries()) {
    const [left, top] = [(i % 2) * across, Math.floor(i / 2) * down];
    const label = `${words}, ${(picture.areaM2 / 1e4).toFixed(1)} ha`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${text}"><text x="0" y="13" font-size="12" font-family="sans-serif">${label}</text></svg>`;
    parts.push({ input: Buffer.from(svg), left, top });
    for (const [k, url] of [picture.before, picture.after, picture.map].entries()) {
      const png = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
      const input = await sharp(png).resize(tile, tile, { kernel: 'nearest', fit: 'fill' }).png().toBuffer();
      parts.push({ input, left: left + k * (tile + gap), top: top + text });
    }
  }
  const size = { width: 2 * across, height: Math.max(1, Math.ceil(shown.length / 2)) * down, channels: 3 };
  await sharp({ create: { ...size, background: '#ffffff' } })
    .composite(parts)
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4' })
    .toFile(file);
}
