import type { SensorTable } from './sensor-table.js';

/**
 * GF-1/GF-6 PMS and WFV, four bands blue to near infrared, delivered to bureaus as reflectance × 10 000 after
 * atmospheric correction. Scale is what those deliveries use and may be overridden by a scene; band ranges: CRESDA.
 */
export const GAOFEN_PMS: SensorTable = {
  id: 'gaofen-pms',
  title: { en: 'GF-1/GF-2/GF-6 multispectral, reflectance × 10 000', zh: '高分一号/二号/六号多光谱(反射率×10000)' },
  reflectance: 'surface',
  scale: 1e-4,
  offset: 0,
  noData: 0,
  saturatedFrom: null,
  baselineOffset: null,
  bands: [
    { name: 'blue', aliases: ['BLUE', 'B1'], wavelengthNm: 485, gsdM: 8 },
    { name: 'green', aliases: ['GREEN', 'B2'], wavelengthNm: 555, gsdM: 8 },
    { name: 'red', aliases: ['RED', 'B3'], wavelengthNm: 660, gsdM: 8 },
    { name: 'nir', aliases: ['NIR', 'B4'], wavelengthNm: 830, gsdM: 8 },
  ],
};
