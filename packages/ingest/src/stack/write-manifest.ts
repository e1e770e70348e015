import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  STACK_FILES,
  STACK_SAMPLE,
  STACK_VERSION,
  canonicalJson,
  geodesicAreaM2,
  pixelToWorld,
  seasonGapDays,
  tileWindows,
  windowGrid,
  type Areal,
  type Grid,
  type StackManifest,
  type StackScene,
  type StackWarning,
  type Window,
} from '@landscar/core';
import { hashFile, openProjection, writeWhole } from '@landscar/geodata';
import type { AreaMask } from '../align/area-mask.js';
import type { SceneInComposite } from '../composite/compose-periods.js';
import type { Scenes } from '../composite/order-scenes.js';
import type { TargetGrid } from '../align/target-grid.js';
import type { Registration } from '../coregister/register-scene.js';
import type { GateCheck } from '../gate/pair-gate.js';
import type { Normalisation } from '../normalise/normalise-scenes.js';
import type { Scene } from '../scenes/scene.js';
import type { ValidityCounts } from './write-validity.js';
import type { WorkFolder } from './work-folder.js';

export interface ManifestInput {
  readonly work: WorkFolder;
  readonly before: Scenes;
  readonly after: Scenes;
  readonly names: readonly string[];
  readonly target: TargetGrid;
  readonly registration: Registration;
  readonly normalisation: Normalisation;
  readonly counts: ValidityCounts;
  readonly checks: readonly GateCheck[];
  readonly warnings: readonly StackWarning[];
  readonly fingerprint: string;
  /** sha256 of files that are hashed already. */
  readonly hashes: ReadonlyMap<string, Promise<string>>;
  readonly area: Areal | undefined;
  readonly inGrid: AreaMask | null;
  /** Null where every period has one scene. */
  readonly composites: Record<'before' | 'after', readonly SceneInComposite[]> | null;
  readonly compare: 'yearly' | 'periodic';
}

/** Writes stack.json last, drops what was only needed on the way, and puts the folder in its place. */
export async function writeManifest(input: ManifestInput): Promise<StackManifest> {
  const { work, before, after, target, counts } = input;
  const share = (n: number): number => n / Math.max(1, counts.area);
  const files: Record<string, string> = {};
  const { validity, dates, slope, residuals, manifest: manifestName } = STACK_FILES;
  const sample = join(STACK_SAMPLE, manifestName);
  for (const name of [...input.hashes.keys(), validity, dates, slope, residuals, sample])
    if (await work.has(name)) files[name] = await (input.hashes.get(name) ?? hashFile(work.file(name)));
  for (const name of [STACK_FILES.before, STACK_FILES.after]) await rm(work.file(`mask-${name}`), { force: true });
  // The leading scene's day: most of a composite's pixels are from it, the rest says dates.tif.
  const dateBefore = before[0].date;
  const dateAfter = after[0].date;
  const manifest: StackManifest = {
    version: STACK_VERSION,
    grid: windowGrid(target.base, target.window),
    bands: input.names,
    scale: 1e-4,
    offset: 0,
    dateBefore,
    dateAfter,
    scenes: {
      before: before.map((s, i) => toStackScene(s, input.composites?.before[i])),
      after: after.map((s, i) => toStackScene(s, input.composites?.after[i])),
    },
    ...(input.composites !== null && { compare: input.compare }),
    shiftPx: input.registration.shift,
    validShare: { before: share(counts.clearBefore), after: share(counts.clearAfter), both: share(counts.clearBoth) },
    seasonGapDays: seasonGapDays(dateBefore, dateAfter),
    normalisation: { cellSizeM: 5000, cellSize: input.normalisation.cellSize, cells: input.normalisation.cells },
    area: await describeArea(input),
    gate: input.checks,
    cloudShare: {
      before: counts.cloudyBefore / Math.max(1, counts.seenBefore),
      after: counts.cloudyAfter / Math.max(1, counts.seenAfter),
    },
    warnings: input.warnings,
    pixelSizeM: target.pixelSizeM,
    fingerprint: input.fingerprint,
    files,
  };
  await writeWhole(
    work.file(STACK_FILES.manifest),
    `${JSON.stringify(JSON.parse(canonicalJson(manifest)), null, 1)}\n`,
  );
  await work.publish();
  return manifest;
}

const toStackScene = (s: Scene, made: SceneInComposite | undefined): StackScene => ({
  file: s.file,
  date: s.date,
  sensor: s.sensor,
  sha256: s.sha256,
  ...(made !== undefined && { dayGap: made.dayGap, shiftPx: made.shiftPx, fit: made.fit, look: made.look }),
});

async function describeArea({
  area,
  inGrid,
  target,
}: ManifestInput): Promise<NonNullable<StackManifest['area']> | null> {
  if (area === undefined || inGrid === null) return null;
  const requestedM2 = geodesicAreaM2(area);
  const pixelM2 = await pixelAreaM2(target.base);
  let inside = 0;
  for (const w of tileWindows(target.window.width, target.window.height, 1024)) {
    const moved: Window = { ...w, x: w.x + target.window.x, y: w.y + target.window.y };
    const count = inGrid(moved).reduce((s, v) => s + v, 0);
    if (count > 0) inside += count * pixelM2(moved.y + moved.height / 2);
  }
  return { requestedM2, outsideGridM2: Math.max(0, requestedM2 - inside) };
}

/** Ground area of one pixel by its row, at the middle column. */
async function pixelAreaM2(base: Grid): Promise<(row: number) => number> {
  const project = await openProjection(base.crs, 'EPSG:4326');
  return (row) => {
    const x = base.width / 2;
    const corners = [
      [x, row],
      [x + 1, row],
      [x + 1, row + 1],
      [x, row + 1],
      [x, row],
    ].map(([px, py]) => project(pixelToWorld(base, px ?? 0, py ?? 0)));
    return geodesicAreaM2({ type: 'Polygon', coordinates: [corners] });
  };
}
