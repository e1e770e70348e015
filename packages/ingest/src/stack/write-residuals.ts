import { STACK_FILES, pixelToWorld, windowsIntersect } from '@landscar/core';
import { openProjection, writeWhole } from '@landscar/geodata';
import type { TargetGrid } from '../align/target-grid.js';
import type { Registration } from '../coregister/register-scene.js';
import type { WorkFolder } from './work-folder.js';

const digits = (value: number, count: number): number => Number(value.toFixed(count));

/**
 * The residual map as GeoJSON points in longitude and latitude, one a measuring block within the stack: `dx` and `dy`, pixels
 * (x right, y down), are what the before date would still have to move; `snr` is how sure the block is.
 */
export async function writeResiduals(
  { blocks, order }: Registration,
  { base, window }: TargetGrid,
  work: WorkFolder,
): Promise<void> {
  const project = await openProjection(base.crs, 'EPSG:4326');
  const inside = blocks.filter((b) => windowsIntersect({ x: b.xPx, y: b.yPx, width: 1, height: 1 }, window));
  const features = inside.map(({ xPx, yPx, dx, dy, snr }) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: project(pixelToWorld(base, xPx, yPx)).map((v) => digits(v, 7)) },
    properties: { dx: digits(dx, 3), dy: digits(dy, 3), lengthPx: digits(Math.hypot(dx, dy), 3), snr: digits(snr, 1) },
  }));
  const map = { type: 'FeatureCollection', name: 'residuals', correctionOrder: order, features };
  await writeWhole(work.file(STACK_FILES.residuals), `${JSON.stringify(map)}\n`);
}
