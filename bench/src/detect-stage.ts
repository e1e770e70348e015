import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tileWindows } from '@landscar/core';
import { loadModel, measureParts, modelWindow } from '@landscar/detect';
import { makeSparseStack } from '@landscar/fixtures';
import { readStackManifest } from '@landscar/geodata';
import { measureLoop } from './measure-loop.js';
import { measureStage } from './measure-stage.js';
import { makePlainForms } from './plain-forms.js';

/**
 * Where the time of the detection stage goes, beside the bare loop of ONNX Runtime over preloaded windows:
 *   node bench/dist/detect-stage.js [--stack DIR] [--size 2048] [--model landscar-s2] [--block 512] [--scratch .cache/bench]
 * Processor time counts beside the clock: on a busy machine it is the figure to compare. Pixels are those of the raster,
 * halos not counted. The stage deletes the stack's `statistics-*.json`: give a copy.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    stack: { type: 'string' },
    size: { type: 'string', default: '2048' },
    model: { type: 'string', default: 'landscar-s2' },
    block: { type: 'string', default: '512' },
    scratch: { type: 'string', default: join(root, '.cache/bench') },
  },
});
const scratch = resolve(values.scratch);
await mkdir(scratch, { recursive: true });
const stackDir = resolve(values.stack ?? join(scratch, `scene-${values.size}-DEFLATE`));
if (!existsSync(join(stackDir, 'stack.json'))) {
  await makeSparseStack(stackDir, { sizePx: Number(values.size), changedShare: 0.003, seed: 7, compress: 'DEFLATE' });
}
const modelDir = join(root, 'models', values.model);
const blockPx = Number(values.block);
const { manifest } = await loadModel(modelDir);
const { grid } = await readStackManifest(stackDir);
const windows = tileWindows(grid.width, grid.height, blockPx).map((block) => {
  const { paddedWidth, paddedHeight } = modelWindow(block, manifest.input, grid.width, grid.height);
  return { height: paddedHeight, width: paddedWidth };
});
const plainDir = await makePlainForms(scratch, modelDir, stackDir);

interface Timed {
  readonly wallMs: number;
  readonly cpuMs: number;
}
async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const [start, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
}
const rows: string[] = [];
const rate = (ms: number): string => ((grid.width * grid.height) / ms / 1e3).toFixed(2);
const row = (what: string, cpuMs: number, wallMs?: number): void => {
  const wall = wallMs === undefined ? '| |' : `${(wallMs / 1e3).toFixed(2)} | ${rate(wallMs)} |`;
  rows.push(`| ${what} | ${(cpuMs / 1e3).toFixed(2)} | ${rate(cpuMs)} | ${wall}`);
  console.error(rows.at(-1));
};

const loop = async (workers: number): Promise<Timed> => {
  const common = { dir: plainDir, channels: manifest.input.channels, windows, threads: 1, nodeFolder: '' };
  let wallMs = 0;
  const { cpuMs } = await timed(async () => ({ wallMs } = await measureLoop({ ...common, peer: 'ort', workers })));
  row(`bare ONNX Runtime loop, ${workers} × 1 thread (processor time with loading)`, cpuMs, wallMs);
  return { wallMs, cpuMs };
};
const stage = async (workers: number): Promise<Timed> => {
  const out = join(scratch, 'stage-out');
  const options = { modelDir, windowPx: blockPx };
  const t = await timed(() => measureStage(stackDir, out, options, workers));
  row(`whole stage, ${workers} worker${workers > 1 ? 's' : ''}`, t.cpuMs, t.wallMs);
  return t;
};

const parts = await measureParts(stackDir, modelDir, blockPx);
row('statistics of the scene', parts.statisticsMs);
row('reading only', parts.readingMs);
row('features only', parts.featuresMs);
row('channels into one tensor', parts.packingMs);
const [bare1, bare2] = [await loop(1), await loop(2)];
const [stage1, stage2] = [await stage(1), await stage(2)];
const ratios = [
  ['bare loop / stage, 1 worker', bare1.wallMs / stage1.wallMs],
  ['bare loop / stage, 2 workers', bare2.wallMs / stage2.wallMs],
  ['the same by processor time, 1 worker', bare1.cpuMs / stage1.cpuMs],
  ['stage, two workers over one', stage1.wallMs / stage2.wallMs],
] as const;
console.log(
  [
    `${manifest.id}, ${grid.width} × ${grid.height} px, blocks of ${blockPx}, ${new Date().toISOString().slice(0, 16)}, load ${loadavg()[0]!.toFixed(1)}`,
    '',
    '| what | processor s | Mpx/s | clock s | Mpx/s |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    '| ratio | |',
    '| --- | ---: |',
    ...ratios.map(([what, ratio]) => `| ${what} | ${ratio.toFixed(2)} |`),
  ].join('\n'),
);
