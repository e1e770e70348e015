import { createReadStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bboxOf, STACK_FILES, tileWindows, type Areal } from '@landscar/core';
import { GATED_WINDOW_PX, gateWindows, loadModel, SQUARE_PX, squaresOf } from '@landscar/detect';
import { DETECTION_FILES, openTileSource, readStackManifest } from '@landscar/geodata';
import { makeSparseStack } from '@landscar/fixtures';
import { measureStage } from './measure-stage.js';

/**
 * The change gate on against off, on a generated scene with 0.3 % changed in clusters or on a stack of one's own:
 *   node bench/dist/gate-bench.js [--size 8192] [--stack DIR] [--model landscar-s2] [--scratch .cache/bench]
 * Says how many times faster the stage and its parts are, and which share of the flagged pixels and of the disturbances from
 * 1 ha on stays. 8192 px are 82 km: a city.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '8192' },
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
  return { ...times, flags: await pixelsOf(out, 'flags'), probabilities: await pixelsOf(out, 'probability') };
};
const pixelsOf = async (out: string, file: 'flags' | 'probability') => {
  const source = await openTileSource(join(out, DETECTION_FILES[file]));
  const [pixels] = await source.readWindow({ x: 0, y: 0, width: source.width, height: source.height }, [0]);
  await source.close();
  return pixels!;
};
// Both find the pixels in the memory of the system: what the disk takes the first time is not the gate's to save.
let pixelBytes = 0;
for (const file of [STACK_FILES.before, STACK_FILES.after])
  for await (const part of createReadStream(join(stackDir, file))) pixelBytes += (part as Buffer).length;
// Gated before and after: a host that gets slower or faster meanwhile shows, and half of it cancels out.
const [before, off, on] = [await run('on'), await run('off'), await run('on')];

let [flagged, kept] = [0, 0];
for (const [i, flag] of off.flags.entries()) {
  if (flag !== 1) continue;
  flagged++;
  if (on.flags[i] === 1) kept++;
}
/** Pixels by how far the probability is from that without a gate, in steps of 1/254; what was skipped has 0 and is left out. */
const apart: number[] = [];
for (const [i, p] of on.probabilities.entries()) {
  if (p === 0 || p === 255) continue;
  const steps = Math.abs(p - off.probabilities[i]!);
  apart[steps] = (apart[steps] ?? 0) + 1;
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
 * What a screen that knew the answer would save: pixels that the network sees, halos included, of the squares that it flags without
 * a gate.
 */
const { manifest } = await loadModel(join(root, 'models', values.model));
const { width, height } = await readStackManifest(stackDir).then((m) => m.grid);
const { haloPx } = manifest.gate!;
const answer = squaresOf({ x: 0, y: 0, width, height });
for (const [i, flag] of off.flags.entries()) {
  if (flag !== 1) continue;
  answer.hot[Math.floor(Math.floor(i / width) / SQUARE_PX) * answer.across + Math.floor((i % width) / SQUARE_PX)] = 1;
}
const hot = tileWindows(width, height, GATED_WINDOW_PX).flatMap((block) => gateWindows(block, answer, haloPx).hot);
const answerPx = hot.reduce((sum, w) => sum + (w.width + 2 * haloPx) * (w.height + 2 * haloPx), 0);
const hotShare = (100 * answer.hot.reduce((sum, one) => sum + one, 0)) / answer.hot.length;

const seconds = (ms: number): string => (ms / 1e3).toFixed(2);
const times = (part: (t: typeof off) => number): string => (part(off) / ((part(before) + part(on)) / 2)).toFixed(2);
console.log(
  [
    `${values.model}, ${stackDir}, ${(pixelBytes / 1e6).toFixed(0)} MB, 2 workers, load ${loadavg()[0]!.toFixed(1)}`,
    '',
    '| gate | s | statistics s | blocks s | finish s | processor s | Mpx through the network |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries({ 'on, before': before, off, 'on, after': on }).map(([name, t]) => {
      const parts = [t.totalMs, t.planMs, t.blocksMs, t.finishMs, t.cpuMs].map(seconds);
      return `| ${name} | ${parts.join(' | ')} | ${(t.modelPx / 1e6).toFixed(1)} |`;
    }),
    `| **times** | **${times((t) => t.totalMs)}** | ${times((t) => t.planMs)} | **${times((t) => t.blocksMs)}** | ${times((t) => t.finishMs)} | ${times((t) => t.cpuMs)} | ${times((t) => t.modelPx)} |`,
    '',
    `${on.detection.summary.gate!.coldWindows} windows skipped, ${on.detection.summary.gate!.sampledWindows} of them run all the same`,
    `a screen that knew the answer: hot squares on ${hotShare.toFixed(1)} % of the ground, ${(off.modelPx / Math.max(1, answerPx)).toFixed(2)} times fewer pixels of the network, halos included`,
    `probabilities as without a gate: ${apart[0]} pixels; one step of 1/254 apart: ${apart[1] ?? 0}; most ${apart.length - 1}`,
    `flagged pixels kept: ${((100 * kept) / Math.max(1, flagged)).toFixed(2)} % of ${flagged}; disturbances from 1 ha on: ${found.length} of ${large.length}`,
  ].join('\n'),
);

function centre(geometry: Areal): readonly [number, number] {
  const [minX, minY, maxX, maxY] = bboxOf(geometry);
  return [(minX + maxX) / 2, (minY + maxY) / 2];
}
