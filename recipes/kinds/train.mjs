// The classifier of kinds of ground, from made-up ground alone: node recipes/kinds/train.mjs STACKS_DIR OUT_DIR
// STACKS_DIR is .cache/oscd (recipes/oscd/prepare.mjs); no label is read. Writes packages/detect/src/kinds/kind-weights.ts,
// OUT_DIR/confusion.json (scenes and materials of places that it did not learn from; and the demo's ground, which another
// generator makes) and OUT_DIR/sheet-PLACE.ppm to look at. How sure the net may be is fitted on both.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { GROUND_KINDS } from '../../packages/core/dist/index.js';
import { FEATURE_BANDS, kindProbabilities, likeliestKind, measureObjects } from '../../packages/detect/dist/index.js';
import { makeScenePair } from '../../fixtures/dist/index.js';
import {
  collectMaterials,
  confusion,
  makeScene,
  memoryStack,
  randomOf,
  readPixelPair,
  trainKinds,
} from '../../packages/train/dist/index.js';

const [stacks, out] = process.argv.slice(2).map((path) => resolve(path));
mkdirSync(out, { recursive: true });
// Scenes and the places that materials come from are disjoint, and both differ between learning and scoring.
const LEARN = {
  scenes: ['montpellier', 'rio', 'saclay_e', 'nantes', 'bordeaux'],
  materials: ['brasilia', 'lasvegas', 'beirut', 'pisa'],
};
const SCORE = { scenes: ['norcia', 'rennes', 'valencia'], materials: ['abudhabi', 'cupertino', 'milano'] };
const COUNT = 12;
const read = (name) => readPixelPair({ name, stack: join(stacks, name), licence: 'Copernicus' });

/** Examples of a set of bands, by the same scenes. */
async function examples({ scenes, materials }, seeds, bands) {
  const ground = collectMaterials(await Promise.all(materials.map(read)), randomOf('materials', ...materials));
  const made = [];
  for (const name of scenes) {
    const base = await read(name);
    for (let seed = 0; seed < seeds; seed++) {
      const scene = makeScene(base, ground, seed, COUNT);
      const features = await measureObjects(
        memoryStack(scene.pair),
        scene.objects.map(({ pixels }) => pixels),
        bands,
      );
      scene.objects.forEach(({ kind }, i) => made.push({ features: features[i], kind: GROUND_KINDS.indexOf(kind) }));
      if (seed === 0) sheet(scene, join(out, `sheet-${name}.ppm`));
    }
  }
  return made;
}

const DEMO_KINDS = {
  quarry: 'quarry',
  spoilHeap: 'spoilHeap',
  platform: 'platform',
  farmSeason: 'farmOrWater',
  plasticFilm: 'farmOrWater',
  forestry: 'farmOrWater',
  fire: 'farmOrWater',
};

/** Objects of the demo's generator, which shares nothing with ours; 1 to 8 ha. */
async function demoExamples(bands) {
  const [side, step] = [512, 85];
  const made = [];
  for (let seed = 1; seed <= 8; seed++) {
    const disturbances = [];
    for (let y = 60; y < side - 32; y += step) {
      for (let x = 60; x < side - 32; x += step) {
        const names = Object.keys(DEMO_KINDS);
        const k = disturbances.length + seed;
        disturbances.push({ kind: names[k % names.length], x, y, areaHa: [1, 2, 4, 8][k % 4] });
      }
    }
    const { grid, before, after, truth } = makeScenePair({ seed, widthPx: side, heightPx: side, disturbances });
    const objects = disturbances.map(({ x, y }) => {
      const pixels = [];
      for (let v = y - step / 2 + 0.5; v < y + step / 2; v++)
        for (let u = x - step / 2 + 0.5; u < x + step / 2; u++) if (truth[v * side + u] > 0) pixels.push(v * side + u);
      return pixels;
    });
    const pair = {
      name: `demo-${seed}`,
      grid,
      bands: FEATURE_BANDS,
      before,
      after,
      hidden: new Uint8Array(side * side),
    };
    const features = await measureObjects(memoryStack(pair), objects, bands);
    disturbances.forEach(({ kind }, i) =>
      made.push({ features: features[i], kind: GROUND_KINDS.indexOf(DEMO_KINDS[kind]), name: kind }),
    );
  }
  return made;
}

const softened = (net, factor) => ({
  ...net,
  output: net.output.map((row) => row.map((value) => Number((value * factor).toFixed(4)))),
});

/** Shares that are right, how sure the net is on average, how many it says something of, and how many of those are right. */
function exam(net, examples) {
  let [right, sure, said, saidRight] = [0, 0, 0, 0];
  for (const { features, kind } of examples) {
    const { probabilities } = kindProbabilities(net, features);
    const most = Math.max(...probabilities);
    sure += most;
    if (probabilities.indexOf(most) === kind) right++;
    const told = likeliestKind([net], features);
    if (told !== undefined) said++;
    if (told?.kind === GROUND_KINDS[kind]) saidRight++;
  }
  const n = examples.length;
  return { right: right / n, sure: sure / n, said: said / n, saidRight: saidRight / Math.max(1, said) };
}

/** The net, its outputs made smaller until it is no surer on these examples than it is right. */
function honest(net, examples) {
  for (let factor = 1; factor > 0.1; factor -= 0.02) {
    const soft = softened(net, factor);
    const { right, sure } = exam(soft, examples);
    if (sure <= right) return soft;
  }
  return softened(net, 0.1);
}

/** Six objects of each kind, before over after, true colour, 48 px a side. */
function sheet({ pair, objects }, file) {
  const [side, per] = [48, 6];
  const { width } = pair.grid;
  const height = pair.grid.height;
  const image = Buffer.alloc(side * per * 2 * side * GROUND_KINDS.length * 3, 255);
  GROUND_KINDS.forEach((kind, row) => {
    objects
      .filter((object) => object.kind === kind)
      .slice(0, per)
      .forEach(({ pixels }, column) => {
        const middle = pixels[Math.floor(pixels.length / 2)];
        const [cx, cy] = [middle % width, Math.floor(middle / width)];
        for (let y = 0; y < side - 2; y++) {
          for (let x = 0; x < 2 * side - 2; x++) {
            const date = x < side ? pair.before : pair.after;
            const px = Math.min(width - 1, Math.max(0, cx + (x % side) - side / 2));
            const py = Math.min(height - 1, Math.max(0, cy + y - side / 2));
            const at = ((row * side + y) * per * 2 * side + column * 2 * side + x) * 3;
            [2, 1, 0].forEach((band, k) => (image[at + k] = Math.min(255, date[band][py * width + px] / 12)));
          }
        }
      });
  });
  writeFileSync(file, Buffer.concat([Buffer.from(`P6 ${side * per * 2} ${side * GROUND_KINDS.length} 255\n`), image]));
}

const results = [];
const nets = [];
for (const bands of [FEATURE_BANDS, FEATURE_BANDS.slice(0, 4)]) {
  const learn = await examples(LEARN, 8, bands);
  const score = await examples(SCORE, 2, bands);
  const demo = await demoExamples(bands);
  const net = honest(trainKinds(learn, { hidden: 16, epochs: 60, learningRate: 2e-3, smoothing: 0.15, seed: 0 }), [
    ...score,
    ...demo,
  ]);
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  console.log(`${bands.length} bands: ${learn.length} objects learned`);
  for (const [name, of] of [
    ['other places', score],
    ['the demo', demo],
  ]) {
    const { right, sure, said, saidRight } = exam(net, of);
    console.log(`${name}: ${of.length} objects, ${percent(right)} right, ${percent(sure)} sure`);
    console.log(`  something is said of ${percent(said)}, ${percent(saidRight)} of it right`);
    console.log('is, said    ', GROUND_KINDS.join(' '));
    const rows = {};
    const nameOf = ({ name, kind }) => name ?? GROUND_KINDS[kind];
    for (const own of new Set(of.map(nameOf))) {
      const alike = of.filter((one) => nameOf(one) === own);
      rows[own] = confusion(net, alike)[alike[0].kind];
      console.log(own.padEnd(12), rows[own].join(' '));
    }
    results.push({
      bands,
      exam: name,
      kinds: GROUND_KINDS,
      rows,
      right,
      sure,
      said,
      saidRight,
    });
  }
  nets.push(net);
}
writeFileSync(join(out, 'confusion.json'), `${JSON.stringify(results)}\n`);
const target = new URL('../../packages/detect/src/kinds/kind-weights.ts', import.meta.url);
writeFileSync(
  target,
  `import type { KindNet } from './kind-net.js';

/** Written by recipes/kinds/train.mjs: learned from made-up ground alone; of six bands, of four. */
export const KIND_NETS: readonly KindNet[] = ${JSON.stringify(nets)};
`,
);
