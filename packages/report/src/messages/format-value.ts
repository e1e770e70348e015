import { m2ToHa, m2ToMu } from '@landscar/core';

/** Fixed decimals with trailing zeros kept; independent of the machine's locale. */
export const fixed = (value: number, decimals: number): string =>
  Number.isFinite(value) ? value.toFixed(decimals) : '—';

/** At most `decimals` decimals, trailing zeros dropped: `12.5`, `3`. */
export const trimmed = (value: number, decimals: number): string =>
  Number.isFinite(value) ? String(Number(value.toFixed(decimals))) : '—';

/** How a value of a phrase is written. Inputs are in the unit of the value's name: m², m, ratio 0..1. */
export const VALUE_FILTERS: Readonly<Record<string, (value: string | number) => string>> = {
  ha: (v) => fixed(m2ToHa(Number(v)), 2),
  mu: (v) => fixed(m2ToMu(Number(v)), 1),
  percent: (v) => `${trimmed(Number(v) * 100, 1)}%`,
  m: (v) => fixed(Number(v), 0),
  km: (v) => fixed(Number(v) / 1000, 2),
  two: (v) => fixed(Number(v), 2),
};

/** A value without a filter: text as it is, numbers with at most three decimals. */
export const plainValue = (value: string | number): string => (typeof value === 'number' ? trimmed(value, 3) : value);

/** `113.12345° E, 35.67890° N`, five decimals (about one metre). */
export function lonLatText([lon, lat]: readonly [number, number]): string {
  return `${fixed(Math.abs(lon), 5)}°${lon < 0 ? 'W' : 'E'}, ${fixed(Math.abs(lat), 5)}°${lat < 0 ? 'S' : 'N'}`;
}
