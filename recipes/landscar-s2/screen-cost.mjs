// What the screen of the change gate costs beside the whole work without it, processor seconds a Mpx of ground:
//   node recipes/landscar-s2/screen-cost.mjs STACK_DIR      (a large one: node bench/dist/gate-bench.js leaves one in .cache/bench)
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { tileWindows } from '../../packages/core/dist/index.js';
import detectBlock from '../../packages/detect/dist/detect-worker.js';
import { featureBandIndexes } from '../../packages/detect/dist/features/pair-window.js';
import { PlanePool } from '../../packages/detect/dist/features/plane-pool.js';
import { readScreenNet } from '../../packages/detect/dist/gate/cell-net.js';
import { CELL_PX } from '../../packages/detect/dist/gate/cell-pair.js';
import { screenBlock } from '../../packages/detect/dist/gate/screen-block.js';
import { planDetection } from '../../packages/detect/dist/index.js';
import { StatisticsField } from '../../packages/detect/dist/statistics/statistics-field.js';
import { openStack } from '../../packages/geodata/dist/index.js';

const stackDir = resolve(process.argv[2]);
const out = join(stackDir, `screen-cost-${process.pid}`);
const modelDir = resolve(import.meta.dirname, '../../models/landscar-s2');
const plan = await planDetection(stackDir, out, { modelDir });
const stack = await openStack(stackDir);
const { gate, input } = plan.model.manifest;
const bandIndexes = featureBandIndexes(stack.manifest, stackDir, input.bands);
const screen = {
  cells: { stack, bandIndexes, overviews: await stack.openOverviews(CELL_PX) },
  field: new StatisticsField(plan.statistics, stack.manifest.grid),
  net: await readScreenNet(modelDir, gate.weights.file),
  pool: new PlanePool(),
  isSampled: () => false,
};
const HALO_PX = 89;
const COUNT = 16;

/** Processor seconds a Mpx of the windows; the first one warms up. */
async function cost(windows, work) {
  await work(windows[0]);
  const start = process.cpuUsage();
  for (const window of windows) await work(window);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / windows.reduce((sum, { width, height }) => sum + width * height, 0);
}

const spread = (items) => items.filter((_, i) => i % Math.ceil(items.length / COUNT) === 0);
const { width, height } = stack.manifest.grid;
const screened = await cost(spread(tileWindows(width, height, 1024)), (block) =>
  screenBlock(screen, gate, block, HALO_PX, new Int16Array(block.width * block.height)),
);
const jobs = new Map(plan.jobs.map((job) => [job.block, job]));
const whole = await cost(spread([...jobs.keys()]), (block) => detectBlock(jobs.get(block)));
console.log(
  `screen ${screened.toFixed(3)}, without a gate ${whole.toFixed(3)}: ${((100 * screened) / whole).toFixed(1)} %`,
);
await stack.close();
rmSync(out, { recursive: true, force: true });
process.exit(0);
