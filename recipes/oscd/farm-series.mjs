// False objects on farmland where nobody builds: node recipes/oscd/farm-series.mjs ../shared/data/series SCRATCH_DIR [MODEL]
// Every pair of clear dates of a series (clear_guess of its index.csv) that lie 20 to 450 days apart, seasons at most 183
// days; the model has seen none of them. Prints flagged objects of 0.2 ha and more for each series and per 100 km².
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { daysBetween, seasonGapDays } from '../../packages/core/dist/index.js';
import { ingestPair } from '../../packages/ingest/dist/index.js';
import { detectHere } from '../detect-here.mjs';

const [data, scratch, model = 'landscar-s2'] = process.argv.slice(2);
const modelDir = resolve(import.meta.dirname, '../../models', model);
const SIX = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];
const SERIES = [
  ['worldcereal_00002806639B424A_s2l2a', [...SIX, 'scl']],
  ['worldcereal_00002806639B424A_l8sr', [...SIX, 'pixel_qa']],
  ['worldcereal_000028085BF08E7E_l8sr', [...SIX, 'pixel_qa']],
  ['wc_monthly_belgium100', SIX],
];

function clearDates(folder) {
  const [head, ...lines] = readFileSync(join(folder, 'index.csv'), 'utf8').trim().split('\n');
  const [file, clear] = ['file', 'clear_guess'].map((name) => head.split(',').indexOf(name));
  return lines
    .map((line) => line.split(','))
    .filter((cells) => cells[clear] === '1')
    .map((cells) => {
      const [, y, m, d = '15'] = /_(\d{4})(\d\d)(\d\d)?\.tif$/u.exec(cells[file]);
      return { file: join(folder, cells[file]), date: `${y}-${m}-${d}` };
    })
    .sort((a, b) => a.date.localeCompare(b.date));
}

const total = { pairs: 0, km2: 0, objects: 0, refused: 0 };
for (const [name, bands] of SERIES) {
  const dates = clearDates(resolve(data, name));
  const here = { pairs: 0, km2: 0, objects: 0, refused: 0 };
  for (const [i, before] of dates.entries()) {
    for (const after of dates.slice(i + 1)) {
      const days = daysBetween(before.date, after.date);
      if (days < 20 || days > 450 || seasonGapDays(before.date, after.date) > 183) continue;
      const work = resolve(scratch, 'farm-pair');
      rmSync(work, { recursive: true, force: true });
      mkdirSync(work, { recursive: true });
      const scene = (one) => ({ ...one, bands, sensor: 'sentinel-2-l2a', scale: 1e-4, offset: 0 });
      try {
        await ingestPair({ before: [scene(before)], after: [scene(after)], out: join(work, 'stack') });
      } catch (error) {
        // Too cloudy for a pair: no ground was judged.
        if (error.code !== 'INGEST_ALL_CLOUD') throw error;
        here.refused++;
        continue;
      }
      const { detection } = await detectHere(join(work, 'stack'), join(work, 'out'), { modelDir });
      const { summary, disturbances } = detection;
      here.pairs++;
      here.km2 += summary.observedM2 / 1e6;
      here.objects += disturbances.filter(({ areaM2 }) => areaM2 >= 2000).length;
    }
  }
  console.log(name, here);
  for (const key of Object.keys(total)) total[key] += here[key];
}
console.log(
  `${model}: ${total.objects} objects in ${total.km2.toFixed(1)} km² of ${total.pairs} pairs: ${((100 * total.objects) / total.km2).toFixed(1)} per 100 km²; ${total.refused} pairs too cloudy`,
);
