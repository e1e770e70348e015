// What `landscar models train` made becomes what ships: node recipes/ship.mjs TRAINED_DIR [CALIBRATION]
// Into models/ID, ID being the trained model's, beside the networks from recipes/ID: version and provenance (facts.json), the
// rule (rule.json, its bar and calibration by recipes/oscd/figures.py), the figures (scores.json, reliability.svg, the same),
// the card; with CALIBRATION (of landscar-s2/int8.mjs) the 8-bit form and its figures (int8.json). The screen of the
// gate (landscar-s2/gate.mjs) stays where the model has one; it is distilled from the networks, so it is made anew after they
// changed, and this run again. Pictures of failures come last (failures.mjs).
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildModel } from '../packages/detect/dist/index.js';
import { readUnets } from '../packages/train/dist/index.js';

const [trained, calibrationFile] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(join(trained, 'manifest.json'), 'utf8'));
const here = (name) => join(import.meta.dirname, manifest.id, name);
const json = (name) => JSON.parse(readFileSync(here(name), 'utf8'));
const out = resolve(import.meta.dirname, '../models', manifest.id);
// What training knows of the model stays: input, licence, network's reach, the places that it learned from.
const facts = { ...manifest };
for (const own of ['artefacts', 'golden', 'gate', 'int8']) delete facts[own];
const { version, provenance } = json('facts.json');
Object.assign(facts, {
  version,
  licenceNote: `${facts.licenceNote} The code is Apache-2.0.`,
  decision: json('rule.json').decision,
  provenance: { ...provenance, places: manifest.provenance.places, scores: json('scores.json') },
});
const SIZE_PX = 128;
let calibration;
if (calibrationFile !== undefined) {
  facts.int8 = json('int8.json');
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
const made = join(`${out}.making`, manifest.id);
rmSync(`${out}.making`, { recursive: true, force: true });
mkdirSync(made, { recursive: true });
await buildModel(made, facts, nets, readFileSync(here('card.md'), 'utf8'), calibration);
cpSync(here('reliability.svg'), join(made, 'reliability.svg'));
const gateFile = join(out, 'gate.json');
if (existsSync(gateFile)) {
  cpSync(gateFile, join(made, 'gate.json'));
  const bytes = readFileSync(gateFile);
  const weights = { file: 'gate.json', sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  const built = JSON.parse(readFileSync(join(made, 'manifest.json'), 'utf8'));
  built.gate = { ...json('gate-facts.json'), weights };
  writeFileSync(join(made, 'manifest.json'), `${JSON.stringify(built, null, 2)}\n`);
}
rmSync(out, { recursive: true, force: true });
renameSync(made, out);
rmSync(`${out}.making`, { recursive: true, force: true });
console.log(`${out}: ${nets.length} networks, halo ${facts.input.haloPx} px`);
