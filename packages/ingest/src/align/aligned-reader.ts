import { windowGrid, type BandName, type GeoTransform, type Grid, type Window } from '@landscar/core';
import { openWarpSource } from '@landscar/geodata';
import type { Scene } from '../scenes/scene.js';

/** Pixels by which a scene moves onto the reference, x right, y down, at a place of the grid. */
export type ShiftField = (xPx: number, yPx: number) => readonly [number, number];
export const NO_SHIFT: ShiftField = () => [0, 0];

/** One window of a scene on the target grid: reflectance × 10 000, UInt16, 0 where there is no data. */
export interface AlignedBlock {
  readonly bands: Uint16Array[];
}

/** A scene read on the target grid, moved by a shift in the same resampling. */
export interface AlignedReader {
  read(window: Window, shift: ShiftField): Promise<AlignedBlock>;
  close(): void;
}

export async function openAligned(scene: Scene, names: readonly BandName[], base: Grid): Promise<AlignedReader> {
  const numbers = names.map((n) => scene.bands.get(n) ?? 1);
  const source = await openWarpSource(scene.source, numbers);
  const float = scene.info.dataType.startsWith('Float') || scene.info.dataType === 'Int16';
  return {
    async read(window, shift) {
      const grid = windowGrid(base, window);
      const raw = await source.warp(grid, {
        transform: movedTransform(base, window, shift),
        sourceNoData: scene.sourceNoData,
        dataType: float ? 'Float32' : 'UInt16',
        noData: 0,
      });
      return { bands: toStackNumbers(raw as (Uint16Array | Float32Array)[], scene) };
    },
    close: () => source.close(),
  };
}

/**
 * Where the target pixels look in the unmoved scene. The field is taken as straight within a block: for the smooth
 * fields that are fitted (second order over the whole scene) that is exact to some thousandths of a pixel.
 */
function movedTransform(base: Grid, w: Window, shift: ShiftField): GeoTransform {
  const [ax, ay] = shift(w.x, w.y);
  const [bx, by] = shift(w.x + w.width, w.y);
  const [cx, cy] = shift(w.x, w.y + w.height);
  const [pw, ph] = [base.pixelWidth, base.pixelHeight];
  return [
    base.originX + (w.x - ax) * pw,
    pw * (1 - (bx - ax) / w.width),
    -pw * ((cx - ax) / w.height),
    base.originY - (w.y - ay) * ph,
    ph * ((by - ay) / w.width),
    -ph * (1 - (cy - ay) / w.height),
  ];
}

function toStackNumbers(raw: readonly (Uint16Array | Float32Array)[], { gain, bias }: Scene): Uint16Array[] {
  const length = raw[0]?.length ?? 0;
  const same = gain === 1 && bias === 0;
  if (same && raw.every((b): b is Uint16Array => b instanceof Uint16Array)) return [...raw];
  const out = raw.map(() => new Uint16Array(length));
  for (let i = 0; i < length; i++) {
    if (!raw.some((b) => b[i] !== 0)) continue;
    for (const [k, band] of raw.entries()) {
      const target = out[k];
      // 0 means no data in the stack: the darkest valid pixel is 1.
      if (target !== undefined) target[i] = Math.min(65_535, Math.max(1, Math.round((band[i] ?? 0) * gain + bias)));
    }
  }
  return out;
}
