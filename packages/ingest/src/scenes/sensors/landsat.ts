import type { SensorTable } from './sensor-table.js';

/**
 * USGS, Landsat 8-9 Collection 2 Level 2 Science Product Guide (LSDS-1619), table 6-1:
 * surface reflectance = DN * 0.0000275 − 0.2, fill 0, valid 7 273 – 43 636.
 */
export const LANDSAT_8_C2_L2: SensorTable = {
  id: 'landsat-8-c2-l2',
  title: { en: 'Landsat 8/9 Collection 2 level 2', zh: '陆地卫星 8/9 号 C2 L2' },
  reflectance: 'surface',
  scale: 2.75e-5,
  offset: -0.2,
  noData: 0,
  saturatedFrom: 65_535,
  baselineOffset: null,
  bands: [
    { name: 'coastal', aliases: ['SR_B1', 'B1'], wavelengthNm: 443, gsdM: 30 },
    { name: 'blue', aliases: ['SR_B2', 'B2'], wavelengthNm: 482, gsdM: 30 },
    { name: 'green', aliases: ['SR_B3', 'B3'], wavelengthNm: 561, gsdM: 30 },
    { name: 'red', aliases: ['SR_B4', 'B4'], wavelengthNm: 655, gsdM: 30 },
    { name: 'nir', aliases: ['SR_B5', 'B5'], wavelengthNm: 865, gsdM: 30 },
    { name: 'swir16', aliases: ['SR_B6', 'B6'], wavelengthNm: 1609, gsdM: 30 },
    { name: 'swir22', aliases: ['SR_B7', 'B7'], wavelengthNm: 2201, gsdM: 30 },
  ],
};

/**
 * Level 1 of the same detectors: top of atmosphere. The MTL file's REFLECTANCE_MULT and ADD (2.0e-5, −0.1) still have to
 * be divided by the sine of the sun's elevation (Landsat 8 Data Users Handbook, LSDS-1574, 5.2), which a folder's MTL gives.
 */
export const LANDSAT_8_C2_L1: SensorTable = {
  ...LANDSAT_8_C2_L2,
  id: 'landsat-8-c2-l1',
  title: { en: 'Landsat 8/9 Collection 2 level 1', zh: '陆地卫星 8/9 号 C2 L1(大气顶反射率)' },
  reflectance: 'toa',
  scale: 2e-5,
  offset: -0.1,
};

/** USGS, Landsat 4-7 Collection 2 Level 2 Science Product Guide (LSDS-1618): the same scaling, other band numbers. */
export const LANDSAT_7_C2_L2: SensorTable = {
  ...LANDSAT_8_C2_L2,
  id: 'landsat-7-c2-l2',
  title: { en: 'Landsat 4/5/7 Collection 2 level 2', zh: '陆地卫星 4/5/7 号 C2 L2' },
  bands: [
    { name: 'blue', aliases: ['SR_B1', 'B1'], wavelengthNm: 485, gsdM: 30 },
    { name: 'green', aliases: ['SR_B2', 'B2'], wavelengthNm: 560, gsdM: 30 },
    { name: 'red', aliases: ['SR_B3', 'B3'], wavelengthNm: 660, gsdM: 30 },
    { name: 'nir', aliases: ['SR_B4', 'B4'], wavelengthNm: 830, gsdM: 30 },
    { name: 'swir16', aliases: ['SR_B5', 'B5'], wavelengthNm: 1650, gsdM: 30 },
    { name: 'swir22', aliases: ['SR_B7', 'B7'], wavelengthNm: 2220, gsdM: 30 },
  ],
};
