import type { SensorBand, SensorTable } from './sensor-table.js';

/**
 * ESA, Sentinel-2 Products Specification Document (PSD 14.9/15.0): QUANTIFICATION_VALUE 10000, NODATA 0, SATURATED 65535;
 * RADIO_ADD_OFFSET / BOA_ADD_OFFSET −1000 since processing baseline 04.00 (25 January 2022).
 * Products before 02.0x were cut at 28 000, which the data of ../shared/data/oscd show.
 */
const bands: readonly SensorBand[] = [
  { name: 'coastal', aliases: ['B01', 'B1'], wavelengthNm: 443, gsdM: 60 },
  { name: 'blue', aliases: ['B02', 'B2'], wavelengthNm: 492, gsdM: 10 },
  { name: 'green', aliases: ['B03', 'B3'], wavelengthNm: 560, gsdM: 10 },
  { name: 'red', aliases: ['B04', 'B4'], wavelengthNm: 665, gsdM: 10 },
  { name: 'rededge1', aliases: ['B05', 'B5'], wavelengthNm: 704, gsdM: 20 },
  { name: 'rededge2', aliases: ['B06', 'B6'], wavelengthNm: 740, gsdM: 20 },
  { name: 'rededge3', aliases: ['B07', 'B7'], wavelengthNm: 783, gsdM: 20 },
  { name: 'nir', aliases: ['B08', 'B8'], wavelengthNm: 833, gsdM: 10 },
  { name: 'nir08', aliases: ['B8A', 'B08A'], wavelengthNm: 865, gsdM: 20 },
  { name: 'nir09', aliases: ['B09', 'B9'], wavelengthNm: 945, gsdM: 60 },
  { name: 'cirrus', aliases: ['B10'], wavelengthNm: 1374, gsdM: 60 },
  { name: 'swir16', aliases: ['B11'], wavelengthNm: 1614, gsdM: 20 },
  { name: 'swir22', aliases: ['B12'], wavelengthNm: 2202, gsdM: 20 },
];

const common = {
  scale: 1e-4,
  offset: 0,
  noData: 0,
  saturatedFrom: 28_000,
  baselineOffset: { since: '04.00', firstDate: '2022-01-25', offset: -1000 },
  bands,
} as const;

export const SENTINEL_2_L1C: SensorTable = {
  ...common,
  id: 'sentinel-2-l1c',
  title: { en: 'Sentinel-2 L1C (top of atmosphere)', zh: '哨兵二号 L1C(大气顶反射率)' },
  reflectance: 'toa',
};

export const SENTINEL_2_L2A: SensorTable = {
  ...common,
  id: 'sentinel-2-l2a',
  title: { en: 'Sentinel-2 L2A (surface)', zh: '哨兵二号 L2A(地表反射率)' },
  reflectance: 'surface',
};
