const RAD = Math.PI / 180;

export interface Sun {
  /** Degrees clockwise from north, and above the horizon. */
  readonly azimuthDeg: number;
  readonly elevationDeg: number;
}

/**
 * Where the sun stood at a local solar time. Optical satellites cross at a fixed local solar time (10:30 Sentinel-2,
 * about 10:10 Landsat), which gives the direction of shadows to some ten degrees where a product does not say it.
 * Declination after Spencer (1971), as in Iqbal, "An Introduction to Solar Radiation".
 */
export function sunAt(date: string, latDeg: number, localSolarHour = 10.5): Sun {
  const day = (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / 86_400_000;
  const g = (2 * Math.PI * day) / 365;
  const declination =
    0.006918 -
    0.399912 * Math.cos(g) +
    0.070257 * Math.sin(g) -
    0.006758 * Math.cos(2 * g) +
    0.000907 * Math.sin(2 * g);
  const hour = (localSolarHour - 12) * 15 * RAD;
  const lat = latDeg * RAD;
  const sinElevation = Math.sin(lat) * Math.sin(declination) + Math.cos(lat) * Math.cos(declination) * Math.cos(hour);
  const elevation = Math.asin(sinElevation);
  const east = -Math.cos(declination) * Math.sin(hour);
  const north = Math.sin(declination) * Math.cos(lat) - Math.cos(declination) * Math.cos(hour) * Math.sin(lat);
  return { azimuthDeg: (Math.atan2(east, north) / RAD + 360) % 360, elevationDeg: elevation / RAD };
}
