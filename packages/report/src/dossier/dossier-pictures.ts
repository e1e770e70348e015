import sharp from 'sharp';
import { bboxOf, worldToPixel, type Areal, type Geometry, type Lead, type Position, type Window } from '@landscar/core';
import { chipFrame, gridFrame, outlinePath, scaleBar, type ChipFrame } from '../exports/chips/chip-frame.js';
import {
  falseColourComposite,
  naturalComposite,
  type ChipSource,
  type Composite,
} from '../exports/chips/chip-source.js';
import { renderChips, renderDate, type ChipPair } from '../exports/chips/render-chips.js';

export const CHIP_PX = 420;
const MAP_PX = 640;
const SCALES = {
  detail: { sizePx: CHIP_PX, factor: 1.6, minSidePx: 40 },
  context: { sizePx: CHIP_PX, factor: 4.5, minSidePx: 140 },
} as const;

export interface DossierChips {
  readonly scale: keyof typeof SCALES;
  readonly kind: Composite['kind'];
  readonly pair: ChipPair;
  readonly barM: number;
}

/** Before and after at two scales, in natural and, where the bands allow, false colour; outline, scale bar and north drawn in. */
export async function dossierChips(lead: Lead, source: ChipSource, footprint: Areal | null): Promise<DossierChips[]> {
  const { grid, pixelSizeM, bands } = source.manifest;
  const composites = [naturalComposite(bands), falseColourComposite(bands)].filter((c) => c !== null);
  const pictures: DossierChips[] = [];
  for (const scale of ['detail', 'context'] as const) {
    const frame = chipFrame(lead.geometry, grid, pixelSizeM, SCALES[scale]);
    // Both colourings are of one window.
    const once = rememberingSource(source);
    const own = outlinePath(lead.geometry, grid, frame);
    const approved = footprint === null ? null : outlinePath(footprint, grid, frame);
    for (const composite of composites) {
      const pair = await renderChips(once, frame, {
        composite,
        format: 'jpeg',
        overlaySvg: overlay(frame, own, approved),
      });
      pictures.push({ scale, kind: composite.kind, pair, barM: scaleBar(frame).lengthM });
    }
  }
  return pictures;
}

/** The same source; a window that is asked for again is not read again. For one frame. */
function rememberingSource(source: ChipSource): ChipSource {
  const seen = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, window: Window, read: () => Promise<T>): Promise<T> => {
    const name = `${key} ${window.x} ${window.y} ${window.width} ${window.height}`;
    const found = (seen.get(name) as Promise<T> | undefined) ?? read();
    seen.set(name, found);
    return found;
  };
  return {
    manifest: source.manifest,
    readDate: (date, window) => once(date, window, () => source.readDate(date, window)),
    readValidity: (window) => once('validity', window, () => source.readValidity(window)),
  };
}

/** Outlines, scale bar and north arrow, without text: the caption says the length. */
function overlay(frame: ChipFrame, own: string, approved: string | null): string {
  const { lengthPx } = scaleBar(frame);
  const [y, right] = [frame.heightPx - 12, frame.widthPx - 18];
  const bar = `M12 ${y - 6}V${y}H${(12 + lengthPx).toFixed(1)}V${y - 6}`;
  const line = (d: string, colour: string, width: number, extra = ''): string =>
    `<path d="${d}" fill="none" stroke="#000" stroke-opacity=".6" stroke-width="${width + 2}"/><path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" ${extra}/>`;
  const footprint = approved === null ? '' : line(approved, '#35d0ff', 1.6, 'stroke-dasharray="7 4"');
  const arrow = `<path d="M${right} 8l8 24l-8 -6l-8 6z" fill="#fff" stroke="#000"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.widthPx}" height="${frame.heightPx}">${footprint}${line(own, '#ffe14d', 1.8)}${line(bar, '#fff', 2)}${arrow}</svg>`;
}

/** The whole site on the after date, drawn once; each dossier marks its place on it. */
export interface LocationMap {
  readonly frame: ChipFrame;
  readonly jpeg: Buffer;
}

export async function locationMap(source: ChipSource, lines: readonly Geometry[]): Promise<LocationMap> {
  const { grid, pixelSizeM, bands } = source.manifest;
  const frame = gridFrame(grid, pixelSizeM, MAP_PX);
  const paths = lines.map(
    (g) => `<path d="${linePath(g, source, frame)}" fill="none" stroke="#7cc7ff" stroke-width="2.5"/>`,
  );
  const overlaySvg = `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.widthPx}" height="${frame.heightPx}">${paths.join('')}</svg>`;
  const options = { composite: naturalComposite(bands), format: 'jpeg', overlaySvg } as const;
  return { frame, jpeg: await renderDate(source, frame, 'after', options) };
}

const RING_RADIUS_PX = 13;
/** White around the map: the ring around a lead at the edge of the site is whole. */
const MARGIN_PX = RING_RADIUS_PX + 5;

/** The location map with a ring around the lead. */
export async function markedLocation(
  map: LocationMap,
  lead: Lead,
  source: ChipSource,
): Promise<{ readonly jpeg: Buffer; readonly widthPx: number; readonly heightPx: number }> {
  const { grid } = source.manifest;
  const [minX, minY, maxX, maxY] = bboxOf(lead.geometry);
  const [px, py] = worldToPixel(grid, (minX + maxX) / 2, (minY + maxY) / 2);
  const x = MARGIN_PX + (px / grid.width) * map.frame.widthPx;
  const y = MARGIN_PX + (py / grid.height) * map.frame.heightPx;
  const circle = `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${RING_RADIUS_PX}" fill="none"`;
  const ring = `${circle} stroke="#000" stroke-opacity=".6" stroke-width="7"/>${circle} stroke="#ff3b3b" stroke-width="4"/>`;
  const [widthPx, heightPx] = [map.frame.widthPx + 2 * MARGIN_PX, map.frame.heightPx + 2 * MARGIN_PX];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">${ring}</svg>`;
  const margin = { top: MARGIN_PX, bottom: MARGIN_PX, left: MARGIN_PX, right: MARGIN_PX, background: '#fff' };
  const jpeg = await sharp(map.jpeg)
    .extend(margin)
    .composite([{ input: Buffer.from(svg), top: 0, left: 0 }])
    .jpeg({ quality: 82 })
    .toBuffer();
  return { jpeg, widthPx, heightPx };
}

function linePath(geometry: Geometry, source: ChipSource, frame: ChipFrame): string {
  const { grid } = source.manifest;
  const at = (p: Position): string => {
    const [px, py] = worldToPixel(grid, p[0], p[1]);
    return `${((px / grid.width) * frame.widthPx).toFixed(1)} ${((py / grid.height) * frame.heightPx).toFixed(1)}`;
  };
  const part = (positions: readonly Position[]): string => `M${positions.map(at).join('L')}`;
  if (geometry.type === 'LineString') return part(geometry.coordinates);
  if (geometry.type === 'MultiLineString') return geometry.coordinates.map(part).join('');
  if (geometry.type === 'Polygon') return geometry.coordinates.map(part).join('');
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat().map(part).join('');
  return '';
}
