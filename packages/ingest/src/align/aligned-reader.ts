import { windowGrid, type BandName, type GeoTransform, type Grid, type Window } from '@landscar/core';
import { openRaster, openWarpSource, reuseLike, type RasterArray, type WarpSource } from '@landscar/geodata';
import type { Scene } from '../scenes/scene.js';
import { KERNEL, slidePixels, type Slide } from './slide-pixels.js';
import { holdsEmpty, toStackNumbers } from './to-stack-numbers.js';

/** Pixels by which a scene moves onto the reference, x right, y down, at a place of the grid. */
export type ShiftField = (xPx: number, yPx: number) => readonly [number, number];
export const NO_SHIFT: ShiftField = () => [0, 0];
const NO_PIXELS = new Uint16Array();

/** One window of a scene on the target grid: reflectance × 10 000, UInt16, 0 where there is no data; till the next read. */
export interface AlignedBlock {
  readonly bands: Uint16Array[];
}

/** A scene read on the target grid, moved by a shift in the same resampling. */
export interface AlignedReader {
  read(window: Window, shift: ShiftField): Promise<AlignedBlock>;
  /** Validity bits from the product's own quality band; null where it has none. */
  readQuality(window: Window, shift: ShiftField): Promise<Uint8Array | null>;
  close(): void;
}

/** Arrays that blocks are read into, one after the other: readers that never work at the same time may share them. */
export class BlockRoom {
  source: RasterArray[] = [];
  readonly moved: Uint16Array[] = [];
  readonly whole: Uint16Array[] = [];
}

/** The `k`-th of some arrays, `length` long, with whatever was in it. */
const take = (arrays: Uint16Array[], k: number, length: number): Uint16Array =>
  (arrays[k] = reuseLike(NO_PIXELS, arrays[k], length) as Uint16Array);

export async function openAligned(
  scene: Scene,
  names: readonly BandName[],
  base: Grid,
  room = new BlockRoom(),
): Promise<AlignedReader> {
  const numbers = names.map((n) => scene.bands.get(n) ?? 1);
  // Most blocks of scenes on the grid's own squares never need it.
  let warper: WarpSource | null = null;
  const plain = await openRaster(scene.source);
  const quality = scene.quality === null ? null : await openWarpSource(scene.source, [scene.quality.band]);
  const float = scene.info.dataType !== 'UInt16' && scene.info.dataType !== 'Byte';
  const place = placeOn(scene.info.grid, base);
  const warp = async (window: Window, shift: ShiftField): Promise<RasterArray[]> => {
    warper ??= await openWarpSource(scene.source, numbers);
    return warper.warp(windowGrid(base, window), {
      transform: movedTransform(base, window, shift),
      sourceNoData: scene.sourceNoData,
      dataType: float ? 'Float32' : 'UInt16',
      noData: 0,
    });
  };
  const copy = async (window: Window): Promise<RasterArray[]> =>
    (room.source = await plain.read({ window, bands: numbers, into: room.source }));
  /** By the warper at the edge of the scene and around no data, which it knows how to treat. `full`: known to have none. */
  const resample = async (window: Window, shift: ShiftField): Promise<{ bands: RasterArray[]; full: boolean }> => {
    const slide = place === null || float ? null : slideOf(place, window, shift);
    if (slide === null) return { bands: await warp(window, shift), full: false };
    const { inner, edges } = splitAtEdge(scene.info.grid, slide, window);
    if (inner === null) return { bands: await warp(window, shift), full: false };
    const source = (await copy({
      x: slide.x + inner.x - window.x,
      y: slide.y + inner.y - window.y,
      width: inner.width + KERNEL.span,
      height: inner.height + KERNEL.span,
    })) as (Uint16Array | Uint8Array)[];
    if (source.some((band) => holdsEmpty(band, scene.sourceNoData)))
      return { bands: await warp(window, shift), full: false };
    const { width, height } = inner;
    const moved = source.map((band, k) => slidePixels(band, width, height, slide, take(room.moved, k, width * height)));
    if (edges.length === 0) return { bands: moved, full: true };
    const out = moved.map((_, k) => take(room.whole, k, window.width * window.height));
    out.forEach((band, k) => paste(band, window, moved[k]!, inner));
    for (const edge of edges) {
      const strip = await warp(edge, shift);
      out.forEach((band, k) => paste(band, window, strip[k] as Uint16Array, edge));
    }
    return { bands: out, full: false };
  };
  return {
    async read(window, shift) {
      // On the same grid and unmoved there is nothing to resample.
      const inside = place !== null && shift === NO_SHIFT && contains(scene.info.grid, place, window);
      const { bands: raw, full } = inside
        ? { bands: await copy({ ...window, x: window.x + place[0], y: window.y + place[1] }), full: false }
        : await resample(window, shift);
      return { bands: toStackNumbers(raw as (Uint16Array | Uint8Array | Float32Array)[], scene, full) };
    },
    async readQuality(window, shift) {
      if (quality === null || scene.quality === null) return null;
      const { bits } = scene.quality.table;
      const [raw] = await quality.warp(windowGrid(base, window), {
        transform: movedTransform(base, window, shift),
        resampling: 'near',
        dataType: 'UInt16',
        noData: 0,
      });
      return Uint8Array.from(raw ?? [], bits);
    },
    close: () => {
      quality?.close();
      plain.close();
      warper?.close();
    },
  };
}

/** Whole pixels from the grid's corner to its place in the scene; null where the two are not the same raster of squares. */
function placeOn(scene: Grid, base: Grid): readonly [number, number] | null {
  const same = (a: number, b: number, size: number): boolean => Math.abs(a - b) < 1e-6 * size;
  if (
    scene.crs !== base.crs ||
    !same(scene.pixelWidth, base.pixelWidth, 1e-3 * base.pixelWidth) ||
    !same(scene.pixelHeight, base.pixelHeight, 1e-3 * base.pixelHeight)
  )
    return null;
  const [x, y] = [(base.originX - scene.originX) / base.pixelWidth, (scene.originY - base.originY) / base.pixelHeight];
  return same(x, Math.round(x), 1000) && same(y, Math.round(y), 1000) ? [Math.round(x), Math.round(y)] : null;
}

const contains = (scene: Grid, [dx, dy]: readonly [number, number], w: Window): boolean =>
  w.x + dx >= 0 && w.y + dy >= 0 && w.x + dx + w.width <= scene.width && w.y + dy + w.height <= scene.height;

/** Where a window's kernel starts in the scene, if the field moves all of the window alike; else null. */
function slideOf([dx, dy]: readonly [number, number], w: Window, shift: ShiftField): Slide | null {
  const [ax, ay] = shift(w.x, w.y);
  for (const [x, y] of [shift(w.x + w.width, w.y), shift(w.x, w.y + w.height)])
    if (Math.abs(x - ax) > 1e-9 || Math.abs(y - ay) > 1e-9) return null;
  const [x, y] = [w.x + dx - ax, w.y + dy - ay];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return { x: left - KERNEL.before, y: top - KERNEL.before, fractionX: x - left, fractionY: y - top };
}

/** The part of a window whose kernels lie within the scene, and up to four strips around it. */
function splitAtEdge(scene: Grid, slide: Slide, w: Window): { inner: Window | null; edges: Window[] } {
  const left = Math.max(0, -slide.x);
  const top = Math.max(0, -slide.y);
  const right = Math.min(w.width, scene.width - KERNEL.span - slide.x);
  const bottom = Math.min(w.height, scene.height - KERNEL.span - slide.y);
  // Strips wider than this are cheaper together.
  const most = 64;
  if (left > most || top > most || w.width - right > most || w.height - bottom > most || right <= left || bottom <= top)
    return { inner: null, edges: [] };
  const edges = [
    { x: w.x, y: w.y, width: w.width, height: top },
    { x: w.x, y: w.y + bottom, width: w.width, height: w.height - bottom },
    { x: w.x, y: w.y + top, width: left, height: bottom - top },
    { x: w.x + right, y: w.y + top, width: w.width - right, height: bottom - top },
  ].filter((e) => e.width > 0 && e.height > 0);
  return { inner: { x: w.x + left, y: w.y + top, width: right - left, height: bottom - top }, edges };
}

/** Puts the pixels of `part` into their place in `whole`. */
function paste(target: Uint16Array, whole: Window, pixels: Uint16Array, part: Window): void {
  for (let y = 0; y < part.height; y++) {
    const at = (part.y - whole.y + y) * whole.width + part.x - whole.x;
    target.set(pixels.subarray(y * part.width, (y + 1) * part.width), at);
  }
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
