import { LandscarError } from './errors.js';

/** One 亩 is 1/15 of a hectare (GB 3100-93 list of units kept in use for farmland). */
export const M2_PER_MU = 10_000 / 15;
export const M2_PER_HA = 10_000;

export const m2ToHa = (areaM2: number): number => areaM2 / M2_PER_HA;
export const m2ToMu = (areaM2: number): number => areaM2 / M2_PER_MU;

const LENGTH_UNITS_M: Readonly<Record<string, number>> = { m: 1, km: 1000 };
const AREA_UNITS_M2: Readonly<Record<string, number>> = {
  m2: 1,
  ha: M2_PER_HA,
  mu: M2_PER_MU,
  亩: M2_PER_MU,
  公顷: M2_PER_HA,
  km2: 1e6,
};

/** Length in metres from `10m` or `1.5km`. A bare number is refused: its unit is unknown. */
export function parseLengthM(text: string): number {
  return parseQuantity(text, LENGTH_UNITS_M, '100m or 1.5km');
}

/** Area in square metres from `2000m2`, `0.5ha`, `3亩`. A bare number is refused. */
export function parseAreaM2(text: string): number {
  return parseQuantity(text, AREA_UNITS_M2, '0.5ha, 2000m2 or 3mu');
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>, example: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([^\d\s.]+2?)\s*$/u.exec(text);
  const factor = match?.[2] === undefined ? undefined : units[match[2]];
  if (match?.[1] === undefined || factor === undefined) {
    throw new LandscarError('CORE_UNIT', {
      what: 'A quantity cannot be read',
      where: text,
      found: `'${text}'`,
      allowed: `a number with one of the units ${Object.keys(units).join(', ')}`,
      next: `write it like ${example}`,
    });
  }
  return Number(match[1]) * factor;
}
