import type { BandName } from '@landscar/core';
import { GAOFEN_PMS } from './gaofen.js';
import { LANDSAT_7_C2_L2, LANDSAT_8_C2_L1, LANDSAT_8_C2_L2 } from './landsat.js';
import { qualityByName } from './quality-bands.js';
import type { SensorTable } from './sensor-table.js';
import { SENTINEL_2_L1C, SENTINEL_2_L2A } from './sentinel-2.js';

/** Every sensor that is known by name. */
export const SENSORS: readonly SensorTable[] = [
  SENTINEL_2_L1C,
  SENTINEL_2_L2A,
  LANDSAT_8_C2_L2,
  LANDSAT_8_C2_L1,
  LANDSAT_7_C2_L2,
  GAOFEN_PMS,
];

/** Bands of a file of six, as the shared Sentinel-2 subsets have them. */
export const SIX_BANDS: readonly BandName[] = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];

/** The order of bands in a stack: by wavelength; others after them, by name. */
const ORDER: readonly BandName[] = [
  'coastal',
  'blue',
  'green',
  'red',
  'rededge1',
  'rededge2',
  'rededge3',
  'nir',
  'nir08',
  'nir09',
  'cirrus',
  'swir16',
  'swir22',
];

export const sensorById = (id: string): SensorTable | undefined => SENSORS.find((s) => s.id === id);

export function sortBands(names: Iterable<BandName>): BandName[] {
  const rank = (n: BandName): number => (ORDER.includes(n) ? ORDER.indexOf(n) : ORDER.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** The common name behind a description such as `B04`, `SR_B4` or `red`; null where it says nothing. */
export function bandByDescription(table: SensorTable | undefined, description: string): BandName | null {
  const text = description.trim();
  const found = table?.bands.find((b) => b.name === text.toLowerCase() || b.aliases.includes(text.toUpperCase()));
  if (found !== undefined) return found.name;
  const quality = qualityByName(text);
  if (quality !== undefined) return quality.id;
  return ORDER.includes(text.toLowerCase()) ? text.toLowerCase() : null;
}
