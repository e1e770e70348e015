// What the networks see of every place, for out_of_fold.py: node recipes/oscd/export-planes.mjs RECIPE OUT_DIR [SEED] [MADE] [NUISANCES]
// MADE scenes of works made up on each labelled place become made/NAME.K, in materials of places without labels.
// NUISANCES scenes of each labelled place with made-up nuisances, as of the recipe's `nuisances`, become nuisances/NAME.K, where
// nothing changed; those of ../synthetic/nuisance-exam.mjs, of other seeds, become exam/NAME.NUISANCE-K for nuisance_exam.py.
// Each place becomes NAME.json (size, area of a pixel, order of the views) and NAME.bin: labels and weights, UInt8 (height,
// width), then for each view Int16 (channel, height, width) in steps of 1/5000, made by the engine's own features.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { geodesicAreaM2, gridBounds } from '../../packages/core/dist/index.js';
import { featureChannels } from '../../packages/detect/dist/index.js';
import {
  collectMaterials,
  loadPlace,
  makeNuisance,
  makeScene,
  NUISANCES,
  randomOf,
  readPixelPair,
  readRecipe,
} from '../../packages/train/dist/index.js';
import { featurePlanes } from '../../packages/train/dist/data/feature-planes.js';
import { nuisanceSources } from '../../packages/train/dist/data/nuisance-sources.js';
import { EXAM_PLACES, EXAM_SEEDS } from '../synthetic/nuisance-exam.mjs';

const [recipeFile, out, seed = '0', made = '0', nuisances = '0'] = process.argv.slice(2);
const recipe = await readRecipe(recipeFile);
mkdirSync(join(out, 'made'), { recursive: true });
const stackOf = (name) => resolve(dirname(recipeFile), '../../.cache/oscd', name);
// Strong farm seasons without labels: every flagged object counts as false.
const farms = ['norcia', 'saclay_w'].map((name) => ({ name, stack: stackOf(name), negative: true }));
/** Places that nothing is scored on. */
const MATERIALS = ['brasilia', 'montpellier', 'rio'];
const readBase = (name) => readPixelPair({ name, stack: stackOf(name), licence: 'Copernicus' }, recipe.bands);
const materials = collectMaterials(await Promise.all(MATERIALS.map(readBase)), randomOf('materials', seed));
for (const place of [...recipe.places, ...farms]) {
  const loaded = await loadPlace(place, recipe, Number(seed));
  const views = [...loaded.views.entries()].map(([name, { planes }]) => [name, planes]);
  loaded.nulls.forEach((planes, i) => views.push([i === 0 ? 'nullBefore' : 'nullAfter', planes]));
  const facts = factsOf(place.name, loaded.pair.grid, place.negative !== true);
  writePlace(facts, loaded.truth.changed, loaded.truth.weight, views);
  console.log(place.name, facts.width, facts.height, facts.pixelM2.toFixed(1));
  for (let k = 0; k < (facts.labelled ? Number(made) : 0); k++) {
    const { pair, objects } = makeScene(loaded.pair, materials, 1000 * Number(seed) + k, recipe.made.perKind);
    const changed = new Uint8Array(pair.hidden.length);
    for (const { kind, pixels } of objects) if (kind !== 'farmOrWater') for (const i of pixels) changed[i] = 1;
    const planes = await featurePlanes(pair, recipe);
    writePlace({ ...facts, name: `made/${place.name}.${k}`, madeOf: place.name }, changed, seenOf(pair), [
      ['plain', planes],
    ]);
  }
}
if (nuisances !== '0') {
  for (const folder of ['nuisances', 'exam']) mkdirSync(join(out, folder), { recursive: true });
  const asked = { ...recipe, nuisances: { ...recipe.nuisances, scenes: Number(nuisances) } };
  for (const { name } of recipe.places) {
    const pair = await readBase(name);
    const sources = await nuisanceSources(pair, asked, Number(seed));
    for (const [k, planes] of sources.entries()) writeUnchanged(`nuisances/${name}.${k}`, name, pair, planes);
  }
  for (const name of EXAM_PLACES) {
    const base = await readBase(name);
    for (const nuisance of NUISANCES) {
      for (const k of EXAM_SEEDS) {
        const pair = makeNuisance(base, nuisance, k);
        writeUnchanged(`exam/${name}.${nuisance}-${k}`, name, pair, await featurePlanes(pair, recipe), { nuisance });
      }
    }
  }
}

function factsOf(name, grid, labelled) {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const ring = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
    [minX, minY],
  ];
  return {
    name,
    labelled,
    fold: Object.entries(recipe.folds).find(([, names]) => names.includes(name))?.[0] ?? null,
    width: grid.width,
    height: grid.height,
    pixelM2: geodesicAreaM2({ type: 'Polygon', coordinates: [ring] }) / (grid.width * grid.height),
    geoTransform: [grid.originX, grid.pixelWidth, 0, grid.originY, 0, -grid.pixelHeight],
    channels: featureChannels(recipe),
  };
}

function seenOf({ hidden }) {
  return hidden.map((bits) => (bits === 0 ? 1 : 0));
}

function writeUnchanged(name, madeOf, pair, planes, more) {
  const facts = { ...factsOf(madeOf, pair.grid, false), ...more, name, madeOf };
  writePlace(facts, new Uint8Array(pair.hidden.length), seenOf(pair), [['plain', planes]]);
  console.log(name);
}

function writePlace(facts, changed, weight, views) {
  const file = openSync(join(out, `${facts.name}.bin`), 'w');
  for (const array of [changed, weight, ...views.map(([, planes]) => planes.values)])
    writeSync(file, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  closeSync(file);
  writeFileSync(join(out, `${facts.name}.json`), JSON.stringify({ ...facts, views: views.map(([name]) => name) }));
}
