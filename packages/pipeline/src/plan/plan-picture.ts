import { bboxOf, polygonsOf, type Areal, type Geometry, type Position } from '@landscar/core';
import type { PlannedScene } from '@landscar/ingest';
import { word, type FocusLayer, type Lang } from '@landscar/report';

/** What a plan draws, in longitude and latitude. */
export interface PlanMap {
  readonly title: string;
  /** Drawn as their footprint where it is known, else as their box. */
  readonly scenes: readonly (Pick<PlannedScene, 'lonLatBox' | 'period'> & { readonly footprint?: Areal | null })[];
  readonly area: Areal | undefined;
  readonly corridors: readonly { readonly kind: string; readonly bufferM: number; readonly geometry: Geometry }[];
  readonly projects: readonly Areal[];
  readonly lang: Lang;
  readonly labels: {
    readonly before: string;
    readonly after: string;
    readonly area: string;
    readonly projects: string;
  };
}

const WIDTH_PX = 900;
const MARGIN_PX = 30;
const LEGEND_PX = 24;
const M_PER_DEGREE = 111_320;
const COLOURS = { before: '#1f77b4', after: '#d62728', area: '#2ca02c', projects: '#8c6d31' };
const CORRIDOR_COLOURS = ['#7b3294', '#e08214', '#008837', '#5e3c99', '#b35806'];

/** The area with scenes, projects and corridors as an SVG; north is up, plate carrée at the middle latitude. */
export function planPicture(map: PlanMap): string {
  const boxes = [...map.scenes.map((s) => s.lonLatBox), ...(map.area ? [bboxOf(map.area)] : [])];
  const west = Math.min(...boxes.map((b) => b[0]));
  const south = Math.min(...boxes.map((b) => b[1]));
  const east = Math.max(...boxes.map((b) => b[2]));
  const north = Math.max(...boxes.map((b) => b[3]));
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const pxPerDegree = (WIDTH_PX - 2 * MARGIN_PX) / ((east - west) * shrink);
  const mapHeightPx = (north - south) * pxPerDegree + 2 * MARGIN_PX;
  const at = ([x, y]: Position): string =>
    `${(MARGIN_PX + (x - west) * shrink * pxPerDegree).toFixed(1)},${(MARGIN_PX + (north - y) * pxPerDegree).toFixed(1)}`;
  const widthOf = (bufferM: number): number => Math.max(1.5, ((2 * bufferM) / M_PER_DEGREE) * pxPerDegree);
  const kinds = [...new Set(map.corridors.map((c) => c.kind))];
  const colourOf = (kind: string): string => CORRIDOR_COLOURS[kinds.indexOf(kind) % CORRIDOR_COLOURS.length] ?? '#000';

  // After first: the dashes of an equal box before show over it.
  const scenes = [...map.scenes].sort((a, b) => a.period.localeCompare(b.period));
  const shapes = [
    ...scenes.map(({ lonLatBox: [w, s, e, n], footprint, period }) => {
      const dash = period === 'before' ? ' stroke-dasharray="8 5"' : '';
      const box: Position[] = [[w, n], [e, n], [e, s], [w, s]]; // prettier-ignore
      const rings = footprint == null ? [box] : polygonsOf(footprint).flat();
      return `<path d="${path(rings, at, true)}" fill-rule="evenodd" fill="${COLOURS[period]}" fill-opacity="0.06" stroke="${COLOURS[period]}" stroke-width="2"${dash}/>`;
    }),
    ...(map.area ? [arealPath(map.area, at, COLOURS.area, 0.15)] : []),
    ...map.projects.map((project) => arealPath(project, at, COLOURS.projects, 0.35)),
    ...map.corridors.map(({ kind, bufferM, geometry }) => {
      const colour = colourOf(kind);
      if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') return arealPath(geometry, at, colour, 0.2);
      if (geometry.type === 'Point')
        return `<circle cx="${at(geometry.coordinates).replace(',', '" cy="')}" r="4" fill="${colour}"/>`;
      const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
      const d = path(lines, at, false);
      return `<path d="${d}" fill="none" stroke="${colour}" stroke-opacity="0.25" stroke-width="${widthOf(bufferM).toFixed(1)}"/><path d="${d}" fill="none" stroke="${colour}" stroke-width="1.2"/>`;
    }),
  ];
  const { labels } = map;
  const entries: [string, string][] = [
    [COLOURS.before, labels.before],
    [COLOURS.after, labels.after],
    ...(map.area ? ([[COLOURS.area, labels.area]] as [string, string][]) : []),
    ...(map.projects.length > 0 ? ([[COLOURS.projects, labels.projects]] as [string, string][]) : []),
    ...kinds.map((kind): [string, string] => [colourOf(kind), word(map.lang, 'focus', kind)]),
  ];
  const legend = entries.map(
    ([colour, text], i) =>
      `<rect x="${MARGIN_PX}" y="${(mapHeightPx + 26 + i * LEGEND_PX).toFixed(1)}" width="18" height="12" fill="${colour}"/><text x="${MARGIN_PX + 26}" y="${(mapHeightPx + 37 + i * LEGEND_PX).toFixed(1)}">${escapeXml(text)}</text>`,
  );
  const heightPx = Math.ceil(mapHeightPx + 40 + entries.length * LEGEND_PX);
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${heightPx}" font-family="Noto Sans CJK SC, Microsoft YaHei, sans-serif" font-size="14">`;
  const title = `<text x="${MARGIN_PX}" y="20" font-weight="bold">${escapeXml(map.title)}</text>`;
  return `${head}<rect width="100%" height="100%" fill="#fff"/>${shapes.join('')}${title}${legend.join('')}</svg>\n`;
}

/** Focus layers as the map draws them. */
export const corridorsOf = (layers: readonly FocusLayer[]): PlanMap['corridors'] =>
  layers.flatMap(({ kind, bufferM, features }) =>
    features.map(({ geometryLonLat }) => ({ kind, bufferM, geometry: geometryLonLat })),
  );

type ToScreen = (position: Position) => string;

const path = (lines: readonly (readonly Position[])[], at: ToScreen, closed: boolean): string =>
  lines.map((line) => `M${line.map(at).join('L')}${closed ? 'Z' : ''}`).join('');

function arealPath(areal: Areal, at: ToScreen, colour: string, opacity: number): string {
  const rings = areal.type === 'Polygon' ? areal.coordinates : areal.coordinates.flat();
  return `<path d="${path(rings, at, true)}" fill-rule="evenodd" fill="${colour}" fill-opacity="${opacity}" stroke="${colour}" stroke-width="1.2"/>`;
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/gu, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;');
