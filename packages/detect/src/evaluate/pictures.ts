import type { Window } from '@landscar/core';
import { openRaster, type RasterSource } from '@landscar/geodata';
import type { PlaceObjects } from './object-scores.js';
import { isFalse, isFound } from './object-scores.js';
import { pngDataUrl, type Picture } from './png.js';
import { TRUTH, type Place } from './read-place.js';

export type Outcome = 'found' | 'missed' | 'false';

/** An object of the report with its pictures as data URLs; before and after only where imagery was given. */
export interface ObjectPicture {
  readonly place: string;
  readonly outcome: Outcome;
  readonly areaM2: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly map: string;
}

const COLOURS: Readonly<Record<Outcome | 'quiet' | 'ignored' | 'unobserved', readonly [number, number, number]>> = {
  found: [0x1a, 0x98, 0x50],
  missed: [0xd7, 0x30, 0x27],
  false: [0xfd, 0xae, 0x61],
  quiet: [0xee, 0xee, 0xee],
  ignored: [0xbb, 0xbb, 0xbb],
  unobserved: [0x77, 0x88, 0xaa],
};
const SMALLEST_PX = 64;
const MARGIN_PX = 16;
const LARGEST_PX = 192;

/** The largest `limit` objects of each outcome in a place, shown with their surroundings. */
export async function objectPictures(place: Place, objects: PlaceObjects, limit: number): Promise<ObjectPicture[]> {
  const chosen = (['found', 'missed', 'false'] as const).flatMap((outcome) =>
    objectsOf(objects, outcome)
      .toSorted((a, b) => b.areaM2 - a.areaM2)
      .slice(0, limit)
      .map((object) => ({ outcome, object })),
  );
  const { before, after, rgb = [3, 2, 1] } = place.pair;
  const sources: (RasterSource | undefined)[] = [];
  try {
    for (const file of [before, after]) sources.push(file === undefined ? undefined : await openRaster(file));
    const pictures: ObjectPicture[] = [];
    for (const { outcome, object } of chosen) {
      const window = surroundings(object.window, place.grid.width, place.grid.height);
      const photos: (string | undefined)[] = [];
      for (const source of sources) photos.push(source && (await photo(source, rgb, window, place)));
      const map = pngDataUrl(outcomeMap(place, window, 1));
      pictures.push({ place: place.name, outcome, areaM2: object.areaM2, before: photos[0], after: photos[1], map });
    }
    return pictures;
  } finally {
    for (const source of sources) source?.close();
  }
}

function objectsOf(
  { labelled, flagged }: PlaceObjects,
  outcome: Outcome,
): readonly { areaM2: number; window: Window }[] {
  if (outcome === 'false') return flagged.filter(isFalse);
  return labelled.filter((object) => isFound(object) === (outcome === 'found'));
}

/** The whole place, thinned so that its longer side has at most 480 px; any change in a cell is shown. */
export function placeMap(place: Place): string {
  const { width, height } = place.grid;
  const step = Math.max(1, Math.ceil(Math.max(width, height) / 480));
  return pngDataUrl(outcomeMap(place, { x: 0, y: 0, width, height }, step));
}

function outcomeMap({ truth, flags, grid }: Place, window: Window, step: number): Picture {
  const width = Math.ceil(window.width / step);
  const height = Math.ceil(window.height / step);
  const rgb = new Uint8Array(width * height * 3);
  const order = ['quiet', 'unobserved', 'ignored', 'found', 'false', 'missed'] as const;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let strongest = 0;
      for (let k = 0; k < step * step; k++) {
        const px = window.x + x * step + (k % step);
        const py = window.y + y * step + Math.floor(k / step);
        if (px >= grid.width || py >= grid.height) continue;
        const i = py * grid.width + px;
        strongest = Math.max(strongest, order.indexOf(kindOf(truth[i]!, flags[i]!)));
      }
      rgb.set(COLOURS[order[strongest]!], 3 * (y * width + x));
    }
  }
  return { width, height, rgb };
}

function kindOf(truth: number, flag: number): keyof typeof COLOURS {
  if (truth === TRUTH.ignored) return 'ignored';
  if (truth === TRUTH.changed) return flag === 1 ? 'found' : 'missed';
  if (flag === 1) return 'false';
  return flag === 0 ? 'quiet' : 'unobserved';
}

/** The window on the place's grid from imagery that lies on it, stretched between its 2 and 98 % values. */
async function photo(
  source: RasterSource,
  rgb: readonly number[],
  window: Window,
  place: Place,
): Promise<string | undefined> {
  const { grid, bandCount } = source.info;
  const fits = grid.width === place.grid.width && grid.height === place.grid.height && Math.max(...rgb) <= bandCount;
  if (!fits) return undefined;
  const bands = await source.read({ window, bands: rgb });
  const n = window.width * window.height;
  const out = new Uint8Array(3 * n);
  for (const [k, band] of bands.entries()) {
    const sorted = Float64Array.from(band).sort();
    const low = sorted[Math.floor(0.02 * (n - 1))]!;
    const high = Math.max(low + 1e-6, sorted[Math.ceil(0.98 * (n - 1))]!);
    for (let i = 0; i < n; i++) {
      out[3 * i + k] = Math.round(255 * Math.min(1, Math.max(0, (band[i]! - low) / (high - low))) ** 0.8);
    }
  }
  return pngDataUrl({ width: window.width, height: window.height, rgb: out });
}

function surroundings(window: Window, width: number, height: number): Window {
  const side = Math.min(LARGEST_PX, Math.max(SMALLEST_PX, Math.max(window.width, window.height) + 2 * MARGIN_PX));
  const fit = (centre: number, most: number): [start: number, length: number] => {
    const length = Math.min(side, most);
    return [Math.min(most - length, Math.max(0, Math.round(centre - length / 2))), length];
  };
  const [x, w] = fit(window.x + window.width / 2, width);
  const [y, h] = fit(window.y + window.height / 2, height);
  return { x, y, width: w, height: h };
}
