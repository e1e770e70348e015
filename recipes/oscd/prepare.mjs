// Stacks of all OSCD places, read in place: node recipes/oscd/prepare.mjs DATA_DIR OUT_DIR
// DATA_DIR is ../shared/data/oscd; OUT_DIR .cache/oscd, where recipe.yaml and the lists of pairs look.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ingestPair } from '../../packages/ingest/dist/index.js';

const [data, out] = process.argv.slice(2).map((path) => resolve(path));
const bands = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];
for (const place of readdirSync(data).sort()) {
  const stack = join(out, place);
  if (existsSync(join(stack, 'stack.json'))) continue;
  const files = readdirSync(join(data, place));
  const scene = (period) => {
    const file = files.find((name) => name.startsWith(period));
    const [, year, month, day] = /(\d{4})(\d\d)(\d\d)/u.exec(file);
    return { file: join(data, place, file), date: `${year}-${month}-${day}`, sensor: 'sentinel-2-l1c', bands };
  };
  // The pairs were chosen for their labels, not for their season.
  const { grid, shiftPx } = await ingestPair({
    before: [scene('t1')],
    after: [scene('t2')],
    out: stack,
    gate: { maxSeasonGapDays: 200 },
  });
  console.log(place, `${grid.width} × ${grid.height} px, shift ${shiftPx.dx.toFixed(2)} ${shiftPx.dy.toFixed(2)}`);
}
