// What the networks see of every place, for out_of_fold.py: node recipes/oscd/export-planes.mjs RECIPE OUT_DIR [SEED] [MADE]
// MADE scenes of works made up on each labelled place become made/NAME.K, in materials of places without labels.
// Each place becomes NAME.json (size, area of a pixel, order of the views) and NAME.bin: labels and weights, UInt8 (height,
// width), then for each view Int16 (channel, height, width) in steps of 1/5000, made by the engine's own features.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { geodesicAreaM2, gridBounds } from '../../packages/core/dist/index.js';
import { featureChannels } from '../../packages/detect/dist/index.js';
import {
  collectMaterials,
  loadPlace,
  makeScene,
  randomOf,
  readPixelPair,
  readRecipe,
} from '../../packages/train/dist/index.js';
import { featurePlanes } from '../../packages/train/dist/data/feature-planes.js';

const [recipeFile, out, seed = '0', made = '0'] = process.argv.slice(2);
const recipe = await readRecipe(recipeFile);
mkdirSync(join(out, 'made'), { recursive: true });
const stackOf = (name) => resolve(dirname(recipeFile), '../../.cache/oscd', name);
// Strong farm seasons without labels: every flagged object counts as false.
const farms = ['norcia', 'saclay_w'].map((name) => ({ name, stack: stackOf(name), negative: true }));
/** Places that nothing is scored on. */
const MATERIALS = ['brasilia', 'montpellier', 'rio'];
const bases = MATERIALS.map((name) =>
  readPixelPair({ name, stack: stackOf(name), licence: 'Copernicus' }, recipe.bands),
);
const materials = collectMaterials(await Promise.all(bases), randomOf('materials', seed));
for (const place of [...recipe.places, ...farms]) {
  const loaded = await loadPlace(place, recipe, Number(seed));
  const { grid } = loaded.pair;
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const ring = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
    [minX, minY],
  ];
  const pixelM2 = geodesicAreaM2({ type: 'Polygon', coordinates: [ring] }) / (grid.width * grid.height);
  const views = [...loaded.views.entries()].map(([name, { planes }]) => [name, planes]);
  loaded.nulls.forEach((planes, i) => views.push([i === 0 ? 'nullBefore' : 'nullAfter', planes]));
  writePlanes(place.name, loaded.truth.changed, loaded.truth.weight, views);
  const facts = {
    name: place.name,
    labelled: place.negative !== true,
    fold: Object.entries(recipe.folds).find(([, names]) => names.includes(place.name))?.[0] ?? null,
    width: grid.width,
    height: grid.height,
    pixelM2,
    geoTransform: [grid.originX, grid.pixelWidth, 0, grid.originY, 0, -grid.pixelHeight],
    channels: featureChannels(recipe),
    views: views.map(([name]) => name),
  };
  writeFileSync(join(out, `${place.name}.json`), JSON.stringify(facts));
  console.log(place.name, grid.width, grid.height, pixelM2.toFixed(1));
  for (let k = 0; k < (facts.labelled ? Number(made) : 0); k++) {
    const { pair, objects } = makeScene(loaded.pair, materials, 1000 * Number(seed) + k, recipe.made.perKind);
    const changed = new Uint8Array(pair.hidden.length);
    for (const { kind, pixels } of objects) if (kind !== 'farmOrWater') for (const i of pixels) changed[i] = 1;
    const name = `made/${place.name}.${k}`;
    const seen = pair.hidden.map((bits) => (bits === 0 ? 1 : 0));
    writePlanes(name, changed, seen, [['plain', await featurePlanes(pair, recipe)]]);
    writeFileSync(join(out, `${name}.json`), JSON.stringify({ ...facts, name, madeOf: place.name, views: ['plain'] }));
  }
}

function writePlanes(name, changed, weight, views) {
  const file = openSync(join(out, `${name}.bin`), 'w');
  for (const array of [changed, weight, ...views.map(([, planes]) => planes.values)])
    writeSync(file, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  closeSync(file);
}
