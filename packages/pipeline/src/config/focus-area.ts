import type { Areal, Geometry, Position } from '@landscar/core';
import { loadOverlay, mapPositions } from '@landscar/geodata';
import { loadFocusLayers, loadFootprints } from '@landscar/report';
import type { Site } from './read-site.js';
import { siteSources } from './site-sources.js';

/** Around approved places, metres: disturbance just outside of an outline is what is looked for. */
const AROUND_SITES_M = 300;
const M_PER_DEGREE = 111_320;

/** Corridors with their buffers and approved places with their surroundings, longitude and latitude; null where there are none. */
export async function focusArea(site: Site): Promise<Areal | null> {
  const sources = siteSources(site);
  const layers = await loadFocusLayers(sources.focus);
  const { footprints } = await loadFootprints(sources.footprints);
  const places: { geometry: Geometry; bufferM: number }[] = [
    ...layers.flatMap(({ bufferM, features }) => features.map((f) => ({ geometry: f.geometryLonLat, bufferM }))),
    ...footprints.flatMap(({ geometryLonLat: geometry }) =>
      geometry === null ? [] : [{ geometry, bufferM: AROUND_SITES_M }],
    ),
  ];
  const overlay = await loadOverlay();
  const parts = places.flatMap(({ geometry, bufferM }) => {
    // Each place in metres about its own latitude: a buffer need not be exact, it must not be too small.
    const shrink = Math.cos((latitudeOf(geometry) * Math.PI) / 180);
    const into = ([x, y]: Position): Position => [x * M_PER_DEGREE * shrink, y * M_PER_DEGREE];
    const back = ([x, y]: Position): Position => [x / M_PER_DEGREE / shrink, y / M_PER_DEGREE];
    const grown = overlay.buffer(mapPositions(geometry, into), Math.max(1, bufferM));
    return grown === null ? [] : [mapPositions(grown, back)];
  });
  return overlay.union(parts);
}

function latitudeOf(geometry: Geometry): number {
  let position: unknown = geometry.coordinates;
  while (Array.isArray(position) && Array.isArray(position[0])) position = position[0] as unknown;
  return Array.isArray(position) ? Number(position[1]) : 0;
}
