import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DISTURBANCES_VERSION, type Areal, type DetectionSummary, type Disturbance } from '@landscar/core';
import { DETECTION_FILES } from './disturbance-files.js';
import { disturbancesUnreadable } from './errors-disturbances.js';

export interface DetectionRecord {
  /** Of `Disturbance.geometry`. */
  readonly crs: string;
  readonly summary: DetectionSummary;
  readonly disturbances: readonly Disturbance[];
}

interface StoredFeature {
  readonly id: string;
  readonly geometry: Areal;
  readonly properties: Omit<Disturbance, 'geometry' | 'geometryLonLat'> & { readonly geometryCrs: Areal };
}

/** Reads what `writeDisturbances` wrote. */
export async function readDisturbances(dir: string): Promise<DetectionRecord> {
  const summary = (await readJson(join(dir, DETECTION_FILES.summary))) as DetectionSummary;
  const file = join(dir, DETECTION_FILES.disturbances);
  const collection = (await readJson(file)) as {
    landscar?: { version?: unknown; crs?: unknown };
    features?: readonly StoredFeature[];
  };
  const { version, crs } = collection.landscar ?? {};
  if (version !== DISTURBANCES_VERSION || typeof crs !== 'string' || !Array.isArray(collection.features)) {
    throw disturbancesUnreadable(
      file,
      `version ${String(version)}, CRS ${String(crs)}; version ${DISTURBANCES_VERSION} is read`,
    );
  }
  const disturbances = (collection.features as readonly StoredFeature[]).map(({ geometry, properties }) => {
    const { geometryCrs, ...rest } = properties;
    return { ...rest, geometry: geometryCrs, geometryLonLat: geometry };
  });
  return { crs, summary, disturbances };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw disturbancesUnreadable(file, error);
  }
}
