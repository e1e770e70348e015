import { polygonsOf, type Areal, type Grid } from '@landscar/core';
import { createTransform, readVector } from '@landscar/geodata';
import { feedbackInvalid } from '../errors.js';
import { randomOf } from '../random.js';

/** A lead that a person decided, as pixels of its scene. */
export interface DecidedLead {
  readonly event: string;
  readonly accepted: boolean;
  /** Kept for the score: never learned from. */
  readonly exam: boolean;
  /** Row-major positions. */
  readonly pixels: readonly number[];
}

/** Every third lead, by a hash of its event: more decisions later do not move one from the exam into the lessons. */
const EXAM_SHARE = 1 / 3;

/** Reads the decided leads of a scene. Leads without a decision are left out and counted. */
export async function readDecidedLeads(
  file: string,
  grid: Grid,
): Promise<{ leads: readonly DecidedLead[]; undecided: number; outside: number }> {
  const layer = await readVector(file);
  const toGrid = await createTransform(layer.crs ?? 'EPSG:4326', grid.crs);
  const leads: DecidedLead[] = [];
  let [undecided, outside] = [0, 0];
  for (const { geometry, properties, number } of layer.features) {
    const { decision } = properties;
    if (decision === null || decision === undefined) {
      undecided++;
      continue;
    }
    if (decision !== 'accepted' && decision !== 'rejected') {
      throw feedbackInvalid(file, `decision '${decision}' of record ${number}; allowed are accepted and rejected`);
    }
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') {
      throw feedbackInvalid(file, `${geometry?.type ?? 'no geometry'} of record ${number}; allowed are polygons`);
    }
    const pixels = pixelsOf(toGrid.geometry(geometry), grid);
    if (pixels.length === 0) {
      outside++;
      continue;
    }
    const event = String(properties['event'] ?? number);
    const exam = randomOf('exam', event).uniform() < EXAM_SHARE;
    leads.push({ event, accepted: decision === 'accepted', exam, pixels });
  }
  return { leads, undecided, outside };
}

/** Pixels whose centre lies inside (even-odd over all rings), in row order. */
export function pixelsOf(areal: Areal, grid: Grid): number[] {
  const edges = polygonsOf(areal).flatMap((rings) =>
    rings.flatMap((ring) => ring.slice(1).map((to, i) => [ring[i]!, to] as const)),
  );
  const pixels: number[] = [];
  const column = (x: number): number => (x - grid.originX) / grid.pixelWidth - 0.5;
  for (let row = 0; row < grid.height; row++) {
    const y = grid.originY - (row + 0.5) * grid.pixelHeight;
    const crossings = edges
      .filter(([a, b]) => a[1] > y !== b[1] > y)
      .map(([a, b]) => column(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])))
      .sort((p, q) => p - q);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const last = Math.min(grid.width - 1, Math.ceil(crossings[k + 1]!) - 1);
      for (let x = Math.max(0, Math.ceil(crossings[k]!)); x <= last; x++) pixels.push(row * grid.width + x);
    }
  }
  return pixels;
}
