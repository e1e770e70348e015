// The classifier of kinds of ground, from made-up ground alone: node recipes/kinds/train.mjs STACKS_DIR OUT_DIR
// STACKS_DIR is .cache/oscd (recipes/oscd/prepare.mjs); no label is read. Writes packages/detect/src/kinds/kind-weights.ts,
// OUT_DIR/confusion.json (scenes and materials of places that it did not learn from) and OUT_DIR/sheet.ppm to look at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { GROUND_KINDS } from '../../packages/core/dist/index.js';
import { FEATURE_BANDS, measureObjects } from '../../packages/detect/dist/index.js';
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
  const learn = await examples(LEARN, 4, bands);
  const score = await examples(SCORE, 2, bands);
  const net = trainKinds(learn, { hidden: 16, epochs: 60, learningRate: 2e-3, smoothing: 0.15, seed: 0 });
  const table = confusion(net, score);
  const right = table.reduce((sum, row, i) => sum + row[i], 0) / score.length;
  console.log(
    `${bands.length} bands: ${learn.length} objects learned, ${score.length} scored, ${(100 * right).toFixed(1)} % right`,
  );
  console.log(GROUND_KINDS.join(' '));
  table.forEach((row, i) => console.log(GROUND_KINDS[i].padEnd(12), row.join(' ')));
  results.push({ bands, kinds: GROUND_KINDS, table, right });
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
