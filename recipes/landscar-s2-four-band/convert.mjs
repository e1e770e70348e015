// Trained weights become the model folder: node recipes/landscar-s2-four-band/convert.mjs models/landscar-s2-four-band
// What is not named here is as in landscar-s2, its sister of six bands.
import { readFileSync } from 'node:fs';
import {
  buildModel,
  featureChannels,
  readNpz,
  receptiveFieldPx,
  unetFromFolded,
} from '../../packages/detect/dist/index.js';

const [out] = process.argv.slice(2);
const here = (path) => readFileSync(new URL(path, import.meta.url));
const spec = JSON.parse(here('./spec.json'));
const arrays = readNpz(here('./weights.npz'));
const nets = Object.keys(spec.members).map((member) => unetFromFolded(arrays, member));
const sister = JSON.parse(here('../../models/landscar-s2/manifest.json'));
// What was made from the six-band weights, or proven with them.
for (const own of ['artefacts', 'golden', 'gate', 'int8']) delete sister[own];
const choice = { features: 'landscar-diff@2', bands: ['blue', 'green', 'red', 'nir'] };
const facts = {
  ...sister,
  id: 'landscar-s2-four-band',
  version: '1.0.0',
  input: {
    ...sister.input,
    ...choice,
    channels: featureChannels(choice).length,
    haloPx: receptiveFieldPx(nets[0]),
  },
  decision: JSON.parse(here('./rule.json')),
  provenance: {
    ...sister.provenance,
    data: ['OSCD, fourteen labelled places (Daudt et al. 2018), Sentinel-2 level 1C without its shortwave infrared'],
    recipe: 'recipes/landscar-s2-four-band',
    scores: JSON.parse(here('./scores.json')),
  },
};
await buildModel(out, facts, nets, here('./card.md').toString());
console.log(`${out}: ${nets.length} networks, ${facts.input.channels} channels, halo ${facts.input.haloPx} px`);
