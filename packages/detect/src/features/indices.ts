/** Reflectances of one pixel → index; both in −1..1, guarded against darkness as the pilot's reference does. */
const DARKEST = 0.001;

/** Normalised difference vegetation index (Rouse et al. 1974). */
export function ndvi(red: number, nir: number): number {
  const r = Math.max(red, DARKEST);
  const n = Math.max(nir, DARKEST);
  return (n - r) / (n + r + 1e-3);
}

/** Bare soil index (Rikimaru et al. 2002, "Tropical forest cover density mapping"). */
export function bareSoilIndex(blue: number, red: number, nir: number, swir16: number): number {
  const b = Math.max(blue, DARKEST);
  const r = Math.max(red, DARKEST);
  const n = Math.max(nir, DARKEST);
  const s = Math.max(swir16, DARKEST);
  return (s + r - (n + b)) / (s + r + n + b + 1e-3);
}
