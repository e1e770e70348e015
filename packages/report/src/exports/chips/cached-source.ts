import { type Window } from '@landscar/core';
import type { ChipSource } from './chip-source.js';

const TILE_PX = 512;
/** Tiles of one date with six bands take 3 MiB each: about 60 MiB. */
const KEPT_TILES = 20;

/**
 * The same source with the tiles of the last windows kept in memory: pictures of leads that lie side by side, at two
 * scales and in two colourings, would otherwise inflate the same tiles many times.
 */
export function cachedSource(source: ChipSource): ChipSource {
  const { width, height } = source.manifest.grid;
  const tiles = new Map<string, Promise<readonly (Uint16Array | Uint8Array)[]>>();
  const tile = (
    kind: 'before' | 'after' | 'validity',
    x: number,
    y: number,
  ): Promise<readonly (Uint16Array | Uint8Array)[]> => {
    const key = `${kind} ${x} ${y}`;
    const found = tiles.get(key) ?? load(kind, x, y);
    // Insertion order is the order of use: the first key is the one used longest ago.
    tiles.delete(key);
    tiles.set(key, found);
    for (const old of tiles.keys()) {
      if (tiles.size <= KEPT_TILES) break;
      tiles.delete(old);
    }
    return found;
  };
  const load = async (
    kind: 'before' | 'after' | 'validity',
    x: number,
    y: number,
  ): Promise<readonly (Uint16Array | Uint8Array)[]> => {
    const window = { x, y, width: Math.min(TILE_PX, width - x), height: Math.min(TILE_PX, height - y) };
    if (kind !== 'validity') return source.readDate(kind, window);
    const { before, after } = await source.readValidity(window);
    return [before, after];
  };
  const read = async <A extends Uint16Array | Uint8Array>(
    kind: 'before' | 'after' | 'validity',
    window: Window,
    count: number,
    make: (length: number) => A,
  ): Promise<A[]> => {
    const out = Array.from({ length: count }, () => make(window.width * window.height));
    for (let y = Math.floor(window.y / TILE_PX) * TILE_PX; y < window.y + window.height; y += TILE_PX) {
      for (let x = Math.floor(window.x / TILE_PX) * TILE_PX; x < window.x + window.width; x += TILE_PX) {
        const bands = await tile(kind, x, y);
        bands.forEach((band, i) => copyPart(band, out[i], { x, y, width: Math.min(TILE_PX, width - x) }, window));
      }
    }
    return out;
  };
  return {
    manifest: source.manifest,
    readDate: (date, window) => read(date, window, source.manifest.bands.length, (n) => new Uint16Array(n)),
    readValidity: async (window) => {
      const [before, after] = await read('validity', window, 2, (n) => new Uint8Array(n));
      return { before: before ?? new Uint8Array(0), after: after ?? new Uint8Array(0) };
    },
  };
}

function copyPart(
  from: Uint16Array | Uint8Array,
  to: Uint16Array | Uint8Array | undefined,
  tile: { readonly x: number; readonly y: number; readonly width: number },
  window: Window,
): void {
  const rows = from.length / tile.width;
  const [x0, x1] = [Math.max(tile.x, window.x), Math.min(tile.x + tile.width, window.x + window.width)];
  const [y0, y1] = [Math.max(tile.y, window.y), Math.min(tile.y + rows, window.y + window.height)];
  for (let y = y0; y < y1; y++) {
    const start = (y - tile.y) * tile.width - tile.x;
    to?.set(from.subarray(start + x0, start + x1), (y - window.y) * window.width + x0 - window.x);
  }
}
