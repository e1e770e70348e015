import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bboxOf, tileWindows, type Areal, type Window } from '@landscar/core';
import { FEATURE_SETS, GATE_TILE_PX, gateWindows, loadModel } from '@landscar/detect';
import { DETECTION_FILES, openTileSource, readStackManifest } from '@landscar/geodata';
import { makeSparseStack } from '@landscar/fixtures';
import { measureStage } from './measure-stage.js';

/**
 * The change gate on against off, on a generated scene with 0.3 % changed in clusters or on a stack of one's own:
 *   node bench/dist/gate-bench.js [--size 4096] [--stack DIR] [--model landscar-s2] [--scratch .cache/bench]
 * Says how many times faster the stage is, and which share of the flagged pixels and of the disturbances from 1 ha on stays.
 */
/** The default of `planDetection`. */
const BLOCK_PX = 448;
const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '4096' },
    stack: { type: 'string' },
    model: { type: 'string', default: 'landscar-s2' },
    scratch: { type: 'string', default: join(root, '.cache/bench') },
  },
});
const dir = resolve(values.scratch);
await mkdir(dir, { recursive: true });
const stackDir = resolve(values.stack ?? join(dir, `scene-${values.size}-NONE`));
if (!existsSync(join(stackDir, 'stack.json')))
  await makeSparseStack(stackDir, { sizePx: Number(values.size), changedShare: 0.003, seed: 7, compress: 'NONE' });

const run = async (gate: 'off' | 'on') => {
  const out = join(dir, `gate-${gate}`);
  const times = await measureStage(stackDir, out, { modelDir: join(root, 'models', values.model), gate }, 2);
  const source = await openTileSource(join(out, DETECTION_FILES.flags));
  const [flags] = await source.readWindow({ x: 0, y: 0, width: source.width, height: source.height }, [0]);
  await source.close();
  return { ...times, flags: flags! };
};
const [off, on] = [await run('off'), await run('on')];

let [flagged, kept] = [0, 0];
for (const [i, flag] of off.flags.entries()) {
  if (flag !== 1) continue;
  flagged++;
  if (on.flags[i] === 1) kept++;
}
const large = off.detection.disturbances.filter((d) => d.areaM2 >= 10_000);
/** The same ground: a disturbance of the gated run whose centre of the box lies within 100 m and whose area differs by less than a tenth. */
const found = large.filter(({ geometry, areaM2 }) => {
  const [x, y] = centre(geometry);
  return on.detection.disturbances.some((d) => {
    const [u, v] = centre(d.geometry);
    return Math.hypot(u - x, v - y) < 100 && Math.abs(d.areaM2 / areaM2 - 1) < 0.1;
  });
});
/**
 * What a screen that knew the answer would save: pixels that the features are made of, halo included, of the squares that
 * the network flags without a gate, against those of whole blocks.
 */
const { manifest } = await loadModel(join(root, 'models', values.model));
const { width, height } = await readStackManifest(stackDir).then((m) => m.grid);
const haloPx = manifest.input.haloPx + FEATURE_SETS[manifest.input.features].haloPx;
const seenPx = (w: Window): number => (w.width + 2 * haloPx) * (w.height + 2 * haloPx);
let [hotPx, flaggedPx, blocksPx] = [0, 0, 0];
for (const block of tileWindows(width, height, BLOCK_PX)) {
  const across = Math.ceil(block.width / GATE_TILE_PX);
  const hot = new Uint8Array(across * Math.ceil(block.height / GATE_TILE_PX));
  for (let y = 0; y < block.height; y++) {
    const row = (block.y + y) * width + block.x;
    for (let x = 0; x < block.width; x++) {
      if (off.flags[row + x] === 1) hot[Math.floor(y / GATE_TILE_PX) * across + Math.floor(x / GATE_TILE_PX)] = 1;
    }
  }
  blocksPx += seenPx(block);
  for (const w of gateWindows(block, hot, haloPx).hot) hotPx += seenPx(w);
  flaggedPx += hot.reduce((sum, tile) => sum + tile, 0) * GATE_TILE_PX ** 2;
}
console.log(
  [
    `${values.model}, ${stackDir}, 2 workers, load ${loadavg()[0]!.toFixed(1)}`,
    '',
    '| gate | s | processor s | Mpx through the network |',
    '| --- | --- | --- | --- |',
    ...Object.entries({ off, on }).map(
      ([name, t]) =>
        `| ${name} | ${(t.totalMs / 1e3).toFixed(1)} | ${(t.cpuMs / 1e3).toFixed(1)} | ${(t.modelPx / 1e6).toFixed(1)} |`,
    ),
    `| **times faster** | **${(off.totalMs / on.totalMs).toFixed(2)}** | **${(off.cpuMs / on.cpuMs).toFixed(2)}** | **${(off.modelPx / on.modelPx).toFixed(2)}** |`,
    '',
    `a screen that knew the answer: hot squares on ${((100 * flaggedPx) / (width * height)).toFixed(1)} % of the ground, ${(blocksPx / Math.max(1, hotPx)).toFixed(2)} times fewer pixels with halos`,
    `flagged pixels kept: ${((100 * kept) / Math.max(1, flagged)).toFixed(2)} % of ${flagged}; disturbances from 1 ha on: ${found.length} of ${large.length}`,
  ].join('\n'),
);

function centre(geometry: Areal): readonly [number, number] {
  const [minX, minY, maxX, maxY] = bboxOf(geometry);
  return [(minX + maxX) / 2, (minY + maxY) / 2];
}
