import exifr from 'exifr';
import { geodesicDistanceM, polygonsOf, type Lead, type Position } from '@landscar/core';
import type { MessageKey } from '../../messages/catalogue.js';

export interface PhotoProblem {
  readonly key: Extract<MessageKey, `field.photo.${string}`>;
  readonly values: Readonly<Record<string, number>>;
}

/** What a field photo says about itself, against its patch. Problems are shown, never a reason to drop the photo. */
export interface PhotoCheck {
  readonly file: string;
  readonly position: Position | null;
  /** Degrees from north, clockwise. */
  readonly directionDeg: number | null;
  /** Local time of the camera, `2025-07-01T10:20:30`. */
  readonly takenAt: string | null;
  readonly distanceM: number | null;
  readonly problems: readonly PhotoProblem[];
}

export interface PhotoLimits {
  /** Farthest place to look at a patch from, metres. A guess: steep ground is looked at from the other slope. */
  readonly maxDistanceM: number;
  readonly maxAngleDeg: number;
}
export const PHOTO_LIMITS: PhotoLimits = { maxDistanceM: 500, maxAngleDeg: 75 };

/** Reads position, direction and time from EXIF and compares them with the patch (domain 1.6b: photos need all three). */
export async function checkPhoto(file: string, data: Uint8Array, lead: Lead, limits: PhotoLimits): Promise<PhotoCheck> {
  let tags: Record<string, unknown> | undefined;
  try {
    tags = (await exifr.parse(Buffer.from(data), { gps: true, reviveValues: false })) as
      Record<string, unknown> | undefined;
  } catch {
    return {
      file,
      position: null,
      directionDeg: null,
      takenAt: null,
      distanceM: null,
      problems: [{ key: 'field.photo.unreadable', values: {} }],
    };
  }
  const number = (name: string): number | null =>
    typeof tags?.[name] === 'number' && Number.isFinite(tags[name]) ? tags[name] : null;
  const [lon, lat, directionDeg] = [number('longitude'), number('latitude'), number('GPSImgDirection')];
  const position: Position | null = lon === null || lat === null ? null : [lon, lat];
  const takenAt = exifTime(tags?.DateTimeOriginal ?? tags?.CreateDate ?? tags?.ModifyDate);
  const distanceM = position === null ? null : distanceToPatchM(position, lead);
  const problems: PhotoProblem[] = [];
  const problem = (key: PhotoProblem['key'], values: Record<string, number> = {}): number =>
    problems.push({ key, values });
  if (position === null || distanceM === null) problem('field.photo.noPosition');
  else if (distanceM > limits.maxDistanceM) problem('field.photo.tooFar', { distance: Math.round(distanceM) });
  if (directionDeg === null) problem('field.photo.noDirection');
  else if (position !== null && distanceM !== null && distanceM > 0) {
    const angle = angleBetween(directionDeg, bearingDeg(position, lead.centroidLonLat));
    if (angle > limits.maxAngleDeg) problem('field.photo.pointsAway', { angle: Math.round(angle) });
  }
  if (takenAt === null) problem('field.photo.noTime');
  else if (takenAt.slice(0, 10) < lead.dateAfter) problem('field.photo.beforeImage');
  return { file, position, directionDeg, takenAt, distanceM, problems };
}

/** EXIF writes `2025:07:01 10:20:30`. */
function exifTime(value: unknown): string | null {
  const match = typeof value === 'string' ? /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/u.exec(value) : null;
  return match === null ? null : `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}T${match[4] ?? ''}`;
}

/** 0 inside of the patch, else metres to its nearest vertex (patches have a vertex every few pixels). */
export function distanceToPatchM(position: Position, lead: Pick<Lead, 'geometryLonLat'>): number {
  const rings = polygonsOf(lead.geometryLonLat).flat();
  const crossings = rings
    .flatMap((ring) => ring.slice(1).map((b, i) => [ring[i] ?? b, b] as const))
    .filter(
      ([a, b]) =>
        a[1] > position[1] !== b[1] > position[1] &&
        position[0] < ((b[0] - a[0]) * (position[1] - a[1])) / (b[1] - a[1]) + a[0],
    ).length;
  if (crossings % 2 === 1) return 0;
  return Math.min(...rings.flat().map((vertex) => geodesicDistanceM(position, vertex)));
}

function bearingDeg([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const [f1, f2, dl] = [lat1, lat2, lon2 - lon1].map((d) => (d * Math.PI) / 180) as [number, number, number];
  const y = Math.sin(dl) * Math.cos(f2);
  const x = Math.cos(f1) * Math.sin(f2) - Math.sin(f1) * Math.cos(f2) * Math.cos(dl);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
}

const angleBetween = (a: number, b: number): number => Math.abs(((a - b + 540) % 360) - 180);
