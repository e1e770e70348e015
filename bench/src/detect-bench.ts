import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tileWindows } from '@landscar/core';
import { loadModel, modelWindow } from '@landscar/detect';
import { makeSparseStack } from '@landscar/fixtures';
import { readStackManifest } from '@landscar/geodata';
import { measureLoop, type Peer, type Times } from './measure-loop.js';
import { measureStage } from './measure-stage.js';
import { makePlainForms } from './plain-forms.js';
import { makeReferenceNet, REFERENCE_WIDTHS } from './reference-net.js';

/**
 * The detection stage against its peers, on one generated scene, in one run:
 *   node bench/dist/detect-bench.js [--size 4096] [--compress NONE|DEFLATE] [--scratch .cache/bench] [--model landscar-s2]
 *   [--skip tfjs-wasm,tfjs-node,python]
 * LANDSCAR_BENCH_PYTHON names a python with torch, rasterio and SciPy (pip install torch==2.8.0 rasterio==1.4.4 numpy scipy).
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '4096' },
    compress: { type: 'string', default: 'NONE' },
    scratch: { type: 'string', default: join(root, '.cache/bench') },
    model: { type: 'string' },
    skip: { type: 'string', default: '' },
    block: { type: 'string', default: '512' },
  },
});
const sizePx = Number(values.size);
const blockPx = Number(values.block);
const dir = resolve(values.scratch);
const compress = values.compress === 'DEFLATE' ? 'DEFLATE' : 'NONE';
const skip = new Set(values.skip.split(','));
await mkdir(dir, { recursive: true });

const stackDir = join(dir, `scene-${sizePx}-${compress}`);
if (!existsSync(join(stackDir, 'stack.json'))) {
  await makeSparseStack(stackDir, { sizePx, changedShare: 0.003, seed: 7, compress });
}
const modelDir =
  values.model === undefined ? await makeReferenceNet(dir, stackDir) : join(root, 'models', values.model);
const { manifest } = await loadModel(modelDir);
const { grid } = await readStackManifest(stackDir);
const innerWindows = tileWindows(grid.width, grid.height, blockPx).map((block) => {
  const { paddedWidth, paddedHeight, inner } = modelWindow(block, manifest.input, grid.width, grid.height);
  return { height: paddedHeight, width: paddedWidth, inner };
});
const wholeWindows = innerWindows.map(({ height, width }) => ({ height, width }));
const windowPx = wholeWindows.reduce((sum, { height, width }) => sum + height * width, 0);
const usefulPx = sizePx * sizePx;
const rows: string[] = [];
const load = (): string => loadavg()[0]!.toFixed(1);
const report = (what: string, times: Times, note = ''): Times => {
  const [wall, cpu] = [times.wallMs / 1000, times.cpuMs / 1000];
  rows.push(`| ${what} | ${wall.toFixed(1)} | ${(usefulPx / 1e6 / wall).toFixed(2)} | ${cpu.toFixed(1)} | ${note} |`);
  console.error(`${rows.at(-1)} (load ${load()})`);
  return times;
};
/** How often the second fits into the first: by the clock, and by processor time. */
const say = (what: string, other: Times, ours: Times): void => {
  const [wall, cpu] = [other.wallMs / ours.wallMs, other.cpuMs / ours.cpuMs];
  rows.push(`| **${what}** | **${wall.toFixed(2)}** | | **${cpu.toFixed(2)}** | |`);
  console.error(rows.at(-1));
};

const out = join(dir, 'out');
const stage = async (precision: 'fp32' | 'int8', workers: number): Promise<Times> => {
  const t = await measureStage(stackDir, out, { modelDir, precision, windowPx: blockPx }, workers);
  const seconds = [t.planMs, t.blocksMs, t.finishMs].map((ms) => (ms / 1e3).toFixed(1));
  // Of the whole process: only that of the first stage is the stage's own.
  const peak = `peak so far ${(t.peakBytes / 2 ** 20).toFixed(0)} MiB`;
  const parts = `statistics ${seconds[0]}, blocks ${seconds[1]}, raster and polygons ${seconds[2]} s, ${peak}`;
  const name = `landscar stage, ${precision}, ${workers} worker${workers > 1 ? 's' : ''}`;
  return report(name, { wallMs: t.totalMs, cpuMs: t.cpuMs }, parts);
};
// Counts nowhere: libraries and pixels come from the disk for the first run alone, and that would be the one with two workers.
await measureStage(stackDir, out, { modelDir, precision: 'int8', windowPx: blockPx }, 2);
const nodeFolder = process.env['LANDSCAR_TFJS_NODE'] ?? join(root, '.cache/tfjs-node');
const plainDir = await makePlainForms(dir, modelDir, stackDir);
const loop = async (peer: Peer, workers: number, threads: number, part: 'whole' | 'inner'): Promise<Times> => {
  const channels = manifest.input.channels;
  const windows = part === 'whole' ? wholeWindows : innerWindows;
  const onnxDir = part === 'whole' ? plainDir : modelDir;
  const folder = peer.startsWith('ort') ? onnxDir : modelDir;
  const times = await measureLoop({ peer, dir: folder, channels, windows, workers, threads, nodeFolder });
  const name = `${peer} loop, ${part} windows, ${workers} × ${threads} thread${threads > 1 ? 's' : ''}`;
  return report(name, times, 'preloaded windows, nothing read or written');
};

console.error(
  `${sizePx}² px, blocks of ${blockPx}, ${wholeWindows.length} windows, ${(windowPx / usefulPx).toFixed(2)} × the area with halos`,
);
const [fp32, int8] = [await stage('fp32', 2), await stage('int8', 2)];
const one = await stage('fp32', 1);
const [bare, bare8] = [await loop('ort', 2, 1, 'whole'), await loop('ort-int8', 2, 1, 'whole')];
say('stage fp32: share of the bare loop', bare, fp32);
say('stage int8: share of the bare int8 loop', bare8, int8);
const [inner, inner8] = [await loop('ort', 2, 1, 'inner'), await loop('ort-int8', 2, 1, 'inner')];
say("stage fp32: share of a bare loop over the engine's own form", inner, fp32);
say("stage int8: share of a bare int8 loop over the engine's own form", inner8, int8);
say('two workers over one', one, fp32);
say('int8 over fp32, stage', fp32, int8);
say('int8 over fp32, bare loop', bare, bare8);
if (!skip.has('tfjs-wasm')) {
  const wasm = await loop('tfjs-wasm', 2, 1, 'whole');
  say('stage fp32 over tfjs-wasm', wasm, fp32);
  say('stage int8 over tfjs-wasm', wasm, int8);
}
if (!skip.has('tfjs-node') && existsSync(join(nodeFolder, 'node_modules'))) {
  const node = await loop('tfjs-node', 1, 2, 'whole');
  say('stage fp32 over tfjs-node', node, fp32);
  say('stage int8 over tfjs-node', node, int8);
}
const python = process.env['LANDSCAR_BENCH_PYTHON'] ?? join(root, '.cache/bench-python/bin/python');
/** The twin has the bands of the reference net, and the features of the shipped networks. */
const isTwinned = values.model === undefined || manifest.input.features === 'landscar-diff@2';
if (!skip.has('python') && isTwinned && existsSync(python)) {
  const twin = join(root, 'bench/peers/torch_twin.py');
  const net = values.model === undefined ? REFERENCE_WIDTHS.join(',') : modelDir;
  const args = [twin, stackDir, join(dir, 'twin.tif'), String(blockPx), String(manifest.input.haloPx), '2', net];
  const answer = execFileSync(python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const [wall = 0, cpu = 0] = answer.trim().split(' ').map(Number);
  const name = 'Python: rasterio windows + PyTorch channels-last, 2 threads';
  const times = report(name, { wallMs: 1000 * wall, cpuMs: 1000 * cpu }, 'reading and writing included');
  say('stage fp32 over Python', times, fp32);
  say('stage int8 over Python', times, int8);
}
console.log(
  [
    `${manifest.id}, ${sizePx}² px (${compress}), ${new Date().toISOString().slice(0, 16)}, load at the end ${load()}`,
    '',
    '| what | s | Mpx/s | processor s | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n'),
);
