// The learned screen of the change gate, distilled from landscar-s2: node recipes/landscar-s2/gate.mjs WORK_DIR [--judge]
// Reads .cache/oscd (recipes/oscd/prepare.mjs), makes generated scenes of seeds that no bench uses in WORK_DIR, lets the model
// look at all of them, and learns from cells of 40 m which of them it flags, then again with what it says around each: no label is read. Writes
// models/landscar-s2/gate.json, whose hash and bars are then written into the manifest by hand; --judge keeps the weights.
// WORK_DIR/gate-bars.json says what each bar keeps and costs on scenes that it did not learn from.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { aroundFeatures, cellFeatures } from '../../packages/detect/dist/gate/cell-features.js';
import { foldNet, lookAgain } from '../../packages/detect/dist/gate/cell-net.js';
import { gateWindows } from '../../packages/detect/dist/gate/gate-windows.js';
import { hotSquares } from '../../packages/detect/dist/gate/hot-squares.js';
import { CELL_PX, readCells } from '../../packages/detect/dist/gate/cell-pair.js';
import { featureBandIndexes } from '../../packages/detect/dist/features/pair-window.js';
import { PlanePool } from '../../packages/detect/dist/features/plane-pool.js';
import { WindowPlanes } from '../../packages/detect/dist/features/window-planes.js';
import { StatisticsField } from '../../packages/detect/dist/statistics/statistics-field.js';
import { tileWindows } from '../../packages/core/dist/index.js';
import { makeSparseStack } from '../../fixtures/dist/index.js';
import { openStack, openTileSource } from '../../packages/geodata/dist/index.js';
import { randomOf } from '../../packages/train/dist/index.js';
import { detectHere } from '../detect-here.mjs';
import { trainCellNet } from './gate-train.mjs';

const root = resolve(import.meta.dirname, '../..');
const work = resolve(process.argv[2] ?? join(root, '.cache/gate'));
const judgeOnly = process.argv[3] === '--judge';
const modelDir = join(root, 'models/landscar-s2');
/** The model without a gate: what the screen learns from cannot depend on the screen. */
const teacherDir = join(work, 'landscar-s2');
const SCENES = {
  learn: [
    { name: 'g11', sizePx: 2048, changedShare: 0.02, seed: 11 },
    { name: 'g12', sizePx: 2048, changedShare: 0.02, seed: 12, shiftPx: { x: 0.3, y: -0.2 } },
    { name: 'g13', sizePx: 2048, changedShare: 0.003, seed: 13 },
    { name: 'g14', sizePx: 2048, changedShare: 0.02, seed: 14, shiftPx: { x: 0.15, y: 0.2 } },
    { name: 'g15', sizePx: 3072, changedShare: 0.003, seed: 15 },
    // A scene has one tile of ground of 9 km, mirrored: to tell an opening from what looks like one takes many.
    ...Array.from({ length: 20 }, (_, k) => ({
      name: `g${31 + k}`,
      sizePx: 2048,
      changedShare: 0.003,
      seed: 31 + k,
      shiftPx: { x: 0.03 * (k - 10), y: 0.02 * (9 - k) },
    })),
  ],
  choose: [
    { name: 'g21', sizePx: 2048, changedShare: 0.02, seed: 21 },
    { name: 'g22', sizePx: 3072, changedShare: 0.003, seed: 22, shiftPx: { x: 0.2, y: 0.2 } },
    { name: 'g23', sizePx: 3072, changedShare: 0.003, seed: 23 },
  ],
};
/** Places that the bar is chosen on; the others are learned from. */
const CHOOSE_PLACES = ['beirut', 'lasvegas', 'milano', 'rennes', 'montpellier', 'norcia', 'rio'];
/** Cold cells drawn of a scene; and how much more a flagged one weighs: a lost object costs more than a window. */
const COLD_PER_SCENE = 40_000;
const HOT_WEIGHT = 6;
/** Of cold cells that the look before took for more than this, all are drawn. */
const HARD = -2;
const HECTARE_PX = 100;
/** Of the network under the gate, and of its features. */
const HALOS_PX = [32, 75];

async function teach(stackDir) {
  const out = join(work, 'teach', basename(stackDir));
  return { ...(await detectHere(stackDir, out, { modelDir: teacherDir, writeScore: true })), out };
}

async function examplesOf(stackDir) {
  const { plan, out } = await teach(stackDir);
  const stack = await openStack(stackDir);
  const { width, height } = stack.manifest.grid;
  const window = { x: 0, y: 0, width, height };
  const indexes = featureBandIndexes(stack.manifest, stackDir, plan.model.manifest.input.bands);
  const pool = new PlanePool();
  const overviews = await stack.openOverviews(CELL_PX);
  const { cells } = await readCells({ stack, bandIndexes: indexes, overviews }, window, pool);
  await stack.close();
  const planes = new WindowPlanes(cells, pool);
  const features = cellFeatures(planes, new StatisticsField(plan.statistics, stack.manifest.grid).coarser(CELL_PX));
  const source = await openTileSource(join(out, 'flags.tif'));
  const [flags] = await source.readWindow(window, [0]);
  await source.close();
  const scored = await openTileSource(join(out, 'score.tif'));
  const [scores] = await scored.readWindow(window, [0]);
  await scored.close();
  const objects = objectsOf(scores, flags, width, height, plan.model.manifest.decision);
  const { width: across, height: down } = cells.window;
  const flagged = new Uint8Array(across * down);
  for (const { pixels } of objects)
    for (const at of pixels) flagged[(Math.floor(at / width) >> 2) * across + ((at % width) >> 2)]++;
  return {
    name: basename(stackDir),
    width,
    height,
    across,
    down,
    cells,
    planes,
    own: features,
    features,
    objects,
    flagged,
  };
}

/**
 * What the rule draws objects from where it kept one: pixels that hang together down to the low score. An object is judged by all
 * of them, so all are to be looked at, not those of its outline alone.
 */
function objectsOf(scores, flags, width, height, { lo, quantile, quantileWeight }) {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort();
  const bar = lo + quantileWeight * Math.max(0, sorted[Math.floor(quantile * (sorted.length - 1))]);
  const done = new Uint8Array(scores.length);
  const objects = [];
  for (let start = 0; start < scores.length; start++) {
    if (flags[start] !== 1 || done[start]) continue;
    const pixels = [start];
    done[start] = 1;
    let flaggedPx = 0;
    for (let k = 0; k < pixels.length; k++) {
      const [x, y] = [pixels[k] % width, Math.floor(pixels[k] / width)];
      flaggedPx += flags[pixels[k]] === 1 ? 1 : 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const at = v * width + u;
          if (done[at] || !(scores[at] >= bar)) continue;
          done[at] = 1;
          pixels.push(at);
        }
    }
    objects.push({ pixels, flaggedPx });
  }
  return objects;
}

function gather(scenes) {
  const [rows, labels, weights] = [[], [], []];
  const random = randomOf('cells', 'gate');
  const count = scenes[0].features.length;
  for (const { across, down, cells, flagged, features, logits } of scenes) {
    const seen = cells.observed;
    const n = across * down;
    const push = (at, label, weight) => {
      for (let k = 0; k < count; k++) rows.push(features[k][at]);
      labels.push(label);
      weights.push(weight);
    };
    let cold = 0;
    for (let at = 0; at < n; at++) if (flagged[at] === 0 && seen[at] > 0) cold++;
    const share = Math.min(1, COLD_PER_SCENE / cold);
    for (let at = 0; at < n; at++) {
      if (seen[at] === 0) continue;
      if (flagged[at] >= 6) push(at, 1, HOT_WEIGHT);
      else if (flagged[at] === 0 && (random.chance(share) || logits?.[at] > HARD)) push(at, 0, 1);
    }
  }
  return { rows: Float32Array.from(rows), labels: Uint8Array.from(labels), weights: Float32Array.from(weights), count };
}

/** What a bar comes to is printed as: squares looked at - pixels of the network - of the features, with halos, % of all;
 * then the share of the ground of the model's objects that is looked at, %; then large objects of which more than a twentieth is not. */

/** The squares that the screen would look at, and what the network would then see, in pixels with halos and as a share. */
function lookAt({ width, height, cells }, logits, rule) {
  const window = { x: 0, y: 0, width, height };
  const squares = hotSquares({ window, cells }, logits, rule, window);
  const cost = (halo) => (w) => (w.width + 2 * halo) * (w.height + 2 * halo);
  const sums = { net: 0, features: 0, netOff: 0, featuresOff: 0 };
  for (const block of tileWindows(width, height, 512)) {
    const { hot } = gateWindows(block, squares, HALOS_PX[0]);
    sums.net += hot.map(cost(HALOS_PX[0])).reduce((a, b) => a + b, 0);
    sums.features += hot.map(cost(HALOS_PX[1])).reduce((a, b) => a + b, 0);
    sums.netOff += cost(HALOS_PX[0])(block);
    sums.featuresOff += cost(HALOS_PX[1])(block);
  }
  return { squares, net: sums.net / sums.netOff, features: sums.features / sums.featuresOff };
}

function judge(scene, bars) {
  const { logits } = scene;
  const { width, objects } = scene;
  const large = objects.filter(({ flaggedPx }) => flaggedPx >= HECTARE_PX);
  return bars.map(([bar, seedBar]) => {
    const { squares, ...costs } = lookAt(scene, logits, { bar, seedBar });
    const isHot = (at) => squares.hot[(Math.floor(at / width) >> 3) * squares.across + ((at % width) >> 3)] === 1;
    const seen = objects.map(({ pixels }) => pixels.reduce((sum, at) => sum + (isHot(at) ? 1 : 0), 0));
    const total = objects.reduce((sum, { pixels }) => sum + pixels.length, 0);
    return {
      bar: `${bar},${seedBar}`,
      ...costs,
      looked: squares.hot.reduce((a, b) => a + b, 0) / squares.hot.length,
      kept: seen.reduce((a, b) => a + b, 0) / Math.max(1, total),
      large: large.length,
      /** Of which more than a twentieth is not looked at. */
      largeLost: large.filter((o) => seen[objects.indexOf(o)] < 0.95 * o.pixels.length).length,
    };
  });
}

/** What the network and its features would see if the screen knew the answer. */
function oracleOf(scene) {
  const truth = Float32Array.from(scene.flagged, (px) => (px > 0 ? 1 : -1));
  const { net, features } = lookAt(scene, truth, { bar: 0, seedBar: 0 });
  return [net, features].map((v) => (100 * v).toFixed(0)).join('-');
}

mkdirSync(work, { recursive: true });
cpSync(modelDir, teacherDir, { recursive: true });
const ungated = JSON.parse(readFileSync(join(modelDir, 'manifest.json'), 'utf8'));
delete ungated.gate;
writeFileSync(join(teacherDir, 'manifest.json'), JSON.stringify(ungated));
const learn = [];
const choose = [];
for (const [list, into] of [
  [SCENES.learn, learn],
  [SCENES.choose, choose],
])
  for (const { name, ...options } of list) {
    const dir = join(work, name);
    if (!existsSync(join(dir, 'stack.json'))) await makeSparseStack(dir, { ...options, compress: 'NONE' });
    into.push(await examplesOf(dir));
  }
for (const place of readdirSync(join(root, '.cache/oscd')).sort())
  (CHOOSE_PLACES.includes(place) ? choose : learn).push(await examplesOf(join(root, '.cache/oscd', place)));

/** Lets a look at every scene; the next one knows what it said around a cell. */
function lookWith(look) {
  for (const scene of [...learn, ...choose]) {
    scene.logits = lookAgain(scene.planes, foldNet(look), scene.own, scene.logits);
    scene.features = [...scene.own, ...aroundFeatures(scene.planes, scene.logits)];
  }
}

/** Taught one after the other. */
const LOOKS = 3;
const looks = [];
if (judgeOnly) for (const look of JSON.parse(readFileSync(join(modelDir, 'gate.json'), 'utf8')).looks) lookWith(look);
for (let k = 1; k <= LOOKS && !judgeOnly; k++) {
  const examples = gather(learn);
  const flagged = examples.labels.reduce((a, b) => a + b, 0);
  console.log(`look ${k}: ${examples.labels.length} cells, ${flagged} flagged, ${examples.count} features`);
  looks.push(trainCellNet(examples, { units: 24, epochs: 30, rate: 0.004, seed: 0 }));
  lookWith(looks.at(-1));
}
if (!judgeOnly) writeFileSync(join(modelDir, 'gate.json'), `${JSON.stringify({ looks })}\n`);
const bars = [
  [-2, -1],
  [-1.5, -0.5],
  [-1, 0],
  [-1, 0.5],
  [-0.5, 1],
  [0, 1],
  [0, 2],
  [0.5, 1.5],
  [1, 2],
];
const table = {};
for (const [split, scenes] of Object.entries({ learn, choose }))
  for (const scene of scenes) {
    const rows = judge(scene, bars);
    table[scene.name] = { split, rows };
    scene.oracle ??= oracleOf(scene);
    console.log(
      split.padEnd(7),
      scene.name.padEnd(12),
      `${rows[0].large} large`.padEnd(10),
      `oracle ${scene.oracle}`,
      rows
        .map(
          (r) =>
            `${r.bar}: ${[r.looked, r.net, r.features].map((v) => (100 * v).toFixed(0)).join('-')}/${(100 * r.kept).toFixed(1)}/${r.largeLost}`,
        )
        .join('  '),
    );
  }
writeFileSync(join(work, 'gate-bars.json'), `${JSON.stringify(table, null, 1)}\n`);
