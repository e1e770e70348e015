// What `landscar models train recipes/oscd/recipe.yaml` made becomes models/landscar-s2:
//   node recipes/landscar-s2/ship.mjs TRAINED_DIR [CALIBRATION]
// Beside the networks: the rule (rule.json, chosen by recipes/oscd/object_rule.py), the card, the figures (scores.json and
// reliability.svg, of recipes/oscd/figures.py), and
// with CALIBRATION (of int8.mjs) the 8-bit form with its figures (int8.json). The screen of the gate (gate.mjs) stays where
// models/landscar-s2 has one; it is distilled from the networks, so it is made anew after they changed, and this run again.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildModel } from '../../packages/detect/dist/index.js';
import { readUnets } from '../../packages/train/dist/index.js';

const [trained, calibrationFile] = process.argv.slice(2);
const here = (name) => new URL(name, import.meta.url);
const json = (name) => JSON.parse(readFileSync(here(name), 'utf8'));
const out = resolve(import.meta.dirname, '../../models/landscar-s2');
// What training knows of the model stays: input, licence, network's reach.
const facts = JSON.parse(readFileSync(join(trained, 'manifest.json'), 'utf8'));
for (const own of ['artefacts', 'golden', 'gate', 'int8']) delete facts[own];
Object.assign(facts, {
  version: '2.0.0',
  licenceNote: `${facts.licenceNote} The code is Apache-2.0.`,
  decision: json('./rule.json').decision,
  provenance: {
    data: ['OSCD, fourteen labelled places (Daudt et al. 2018), Sentinel-2 level 1C'],
    regions: ['cities of Europe, Asia and North America; none on the loess plateau'],
    seasons: ['all seasons, pairs of 1 to 3 years'],
    recipe: 'recipes/oscd/recipe.yaml, recipes/landscar-s2',
    scores: json('./scores.json'),
  },
});
const SIZE_PX = 128;
let calibration;
if (calibrationFile !== undefined) {
  facts.int8 = json('./int8.json');
  const all = new Float32Array(Uint8Array.from(readFileSync(calibrationFile)).buffer);
  const length = facts.input.channels * SIZE_PX * SIZE_PX;
  calibration = Array.from({ length: all.length / length }, (_, i) => ({
    values: all.subarray(i * length, (i + 1) * length),
    height: SIZE_PX,
    width: SIZE_PX,
  }));
}
const nets = await readUnets(trained);
// The folder must carry the model's name while it is made.
const made = join(`${out}.making`, 'landscar-s2');
rmSync(`${out}.making`, { recursive: true, force: true });
mkdirSync(made, { recursive: true });
await buildModel(made, facts, nets, readFileSync(here('./card.md'), 'utf8'), calibration);
cpSync(here('./reliability.svg'), join(made, 'reliability.svg'));
const gateFile = join(out, 'gate.json');
if (existsSync(gateFile)) {
  cpSync(gateFile, join(made, 'gate.json'));
  const bytes = readFileSync(gateFile);
  const weights = { file: 'gate.json', sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  const manifest = JSON.parse(readFileSync(join(made, 'manifest.json'), 'utf8'));
  manifest.gate = { ...json('./gate-facts.json'), weights };
  writeFileSync(join(made, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
rmSync(out, { recursive: true, force: true });
renameSync(made, out);
rmSync(`${out}.making`, { recursive: true, force: true });
console.log(`${out}: ${nets.length} networks, halo ${facts.input.haloPx} px`);
