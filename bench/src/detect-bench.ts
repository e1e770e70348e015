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
import { measureLoop, type Peer } from './measure-loop.js';
import { measureStage } from './measure-stage.js';
import { makeReferenceNet, REFERENCE_WIDTHS } from './reference-net.js';

/**
 * The detection stage against its peers, on one generated scene, in one run:
 *   node bench/dist/detect-bench.js [--size 4096] [--compress NONE|DEFLATE] [--scratch .cache/bench] [--model landscar-s2]
 *   [--skip tfjs-wasm,tfjs-node,python]
 * LANDSCAR_BENCH_PYTHON names a python with torch and rasterio (pip install torch==2.8.0 rasterio==1.4.4 numpy).
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
const shapes = tileWindows(grid.width, grid.height, blockPx).map((block): [number, number] => {
  const { paddedWidth, paddedHeight } = modelWindow(block, manifest.input, grid.width, grid.height);
  return [paddedHeight, paddedWidth];
});
const windowPx = shapes.reduce((sum, [h, w]) => sum + h * w, 0);
const usefulPx = sizePx * sizePx;
const rows: string[] = [];
const load = (): string => loadavg()[0]!.toFixed(1);
const report = (what: string, ms: number, note = ''): number => {
  const rate = usefulPx / ms / 1e3;
  rows.push(`| ${what} | ${(ms / 1000).toFixed(1)} | ${rate.toFixed(2)} | ${note} |`);
  console.error(`${what}: ${(ms / 1000).toFixed(1)} s, ${rate.toFixed(2)} Mpx/s ${note} (load ${load()})`);
  return ms;
};
const say = (what: string, ratio: number): void => {
  rows.push(`| **${what}** | | | **${ratio.toFixed(2)}** |`);
  console.error(`${what}: ${ratio.toFixed(2)}`);
};

const out = join(dir, 'out');
const stage = async (precision: 'fp32' | 'int8', workers: number): Promise<number> => {
  const t = await measureStage(stackDir, out, { modelDir, precision, windowPx: blockPx }, workers);
  const parts = `statistics ${(t.planMs / 1e3).toFixed(1)}, blocks ${(t.blocksMs / 1e3).toFixed(1)}, raster and polygons ${(t.finishMs / 1e3).toFixed(1)} s; peak ${(t.peakBytes / 2 ** 20).toFixed(0)} MiB`;
  return report(`landscar stage, ${precision}, ${workers} worker${workers > 1 ? 's' : ''}`, t.totalMs, parts);
};
const nodeFolder = process.env['LANDSCAR_TFJS_NODE'] ?? join(root, '.cache/tfjs-node');
const loop = async (peer: Peer, workers: number, threads: number): Promise<number> => {
  const ms = await measureLoop({
    peer,
    dir: modelDir,
    channels: manifest.input.channels,
    shapes,
    workers,
    threads,
    nodeFolder,
  });
  return report(
    `${peer} loop, ${workers} × ${threads} thread${threads > 1 ? 's' : ''}`,
    ms,
    'preloaded windows, nothing read or written',
  );
};

console.error(
  `${sizePx}² px, blocks of ${blockPx}, ${shapes.length} windows, ${(windowPx / usefulPx).toFixed(2)} × the area with halos`,
);
const [fp32, int8] = [await stage('fp32', 2), await stage('int8', 2)];
const one = await stage('fp32', 1);
const [bare, bare8] = [await loop('ort', 2, 1), await loop('ort-int8', 2, 1)];
say('stage fp32 of the bare ONNX Runtime loop', bare / fp32);
say('stage int8 of the bare int8 loop', bare8 / int8);
say('two workers over one', one / fp32);
say('int8 over fp32, stage', fp32 / int8);
say('int8 over fp32, bare loop', bare / bare8);
if (!skip.has('tfjs-wasm')) {
  const wasm = await loop('tfjs-wasm', 2, 1);
  say('stage fp32 over tfjs-wasm', wasm / fp32);
  say('stage int8 over tfjs-wasm', wasm / int8);
}
if (!skip.has('tfjs-node') && existsSync(join(nodeFolder, 'node_modules'))) {
  const node = await loop('tfjs-node', 1, 2);
  say('stage fp32 over tfjs-node', node / fp32);
  say('stage int8 over tfjs-node', node / int8);
}
const python = process.env['LANDSCAR_BENCH_PYTHON'] ?? join(root, '.cache/bench-python/bin/python');
if (!skip.has('python') && values.model === undefined && existsSync(python)) {
  const twin = join(root, 'bench/peers/torch_twin.py');
  const args = [
    twin,
    stackDir,
    join(dir, 'twin.tif'),
    String(blockPx),
    String(manifest.input.haloPx),
    '2',
    REFERENCE_WIDTHS.join(','),
  ];
  const ms = 1000 * Number(execFileSync(python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
  report('Python: rasterio windows + PyTorch channels-last, 2 threads', ms, 'reading and writing included');
  say('stage fp32 over Python', ms / fp32);
  say('stage int8 over Python', ms / int8);
}
console.log(
  [
    `${manifest.id}, ${sizePx}² px (${compress}), ${new Date().toISOString().slice(0, 16)}, load at the end ${load()}`,
    '',
    '| what | s | Mpx/s | |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n'),
);
