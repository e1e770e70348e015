import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Grid } from '@landscar/core';
import { writeRaster } from '@landscar/geodata';
import { GROUND, sceneBands, type SceneOptions } from './ground.js';

const put = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};

/** A grid `times` coarser over the same ground. */
const coarser = (times: number): Grid => ({
  ...GROUND,
  pixelWidth: GROUND.pixelWidth * times,
  pixelHeight: GROUND.pixelHeight * times,
  width: GROUND.width / times,
  height: GROUND.height / times,
});

export interface SafeOptions extends SceneOptions {
  readonly level: '1C' | '2A';
  readonly day: string;
  /** From 04.00 on with the offset of −1000. */
  readonly addOffset?: number;
  readonly leaveOut?: string;
  /** Writes a band file; JP2 where the caller has an encoder. */
  readonly write: (file: string, grid: Grid, band: Uint16Array) => Promise<void>;
  readonly scl?: (x: number, y: number) => number;
}

/** A Sentinel-2 SAFE folder with real layout and names, six bands of synthetic ground. */
export async function makeSafe(folder: string, o: SafeOptions): Promise<void> {
  const digits = o.day.replaceAll('-', '');
  const granule = join(folder, 'GRANULE', `L${o.level}_T49SFU_A000001_${digits}T030000`);
  const level2 = o.level === '2A';
  const offset = o.addOffset ?? 0;
  const offsetXml = level2
    ? `<BOA_ADD_OFFSET_VALUES_LIST><BOA_ADD_OFFSET band_id="0">${offset}</BOA_ADD_OFFSET></BOA_ADD_OFFSET_VALUES_LIST>`
    : `<Radiometric_Offset_List><RADIO_ADD_OFFSET band_id="0">${offset}</RADIO_ADD_OFFSET></Radiometric_Offset_List>`;
  const divisor = level2 ? 'BOA_QUANTIFICATION_VALUE' : 'QUANTIFICATION_VALUE';
  await put(
    join(folder, `MTD_MSIL${o.level}.xml`),
    `<?xml version="1.0"?><n1:Level-${o.level}_User_Product><PRODUCT_START_TIME>${o.day}T03:05:41.024Z</PRODUCT_START_TIME><${divisor} unit="none">10000</${divisor}>${offset === 0 ? '' : offsetXml}<Cloud_Coverage_Assessment>12.5</Cloud_Coverage_Assessment></n1:Level-${o.level}_User_Product>`,
  );
  await put(
    join(granule, 'MTD_TL.xml'),
    '<n1:Tile><Mean_Sun_Angle><ZENITH_ANGLE unit="deg">30.5</ZENITH_ANGLE><AZIMUTH_ANGLE unit="deg">150.25</AZIMUTH_ANGLE></Mean_Sun_Angle></n1:Tile>',
  );
  const ground = sceneBands(o);
  for (const [i, band] of ['B02', 'B03', 'B04', 'B08', 'B11', 'B12'].entries()) {
    if (band === o.leaveOut) continue;
    const times = i < 4 ? 1 : 2;
    const sub = level2 ? (times === 1 ? 'R10m' : 'R20m') : '';
    const name = `T49SFU_${digits}T030541_${band}${level2 ? `_${times}0m` : ''}.jp2`;
    const values = halve(ground[i]!, times).map((v) => v - offset);
    const file = join(granule, 'IMG_DATA', sub, name);
    await mkdir(dirname(file), { recursive: true });
    await o.write(file, coarser(times), values);
  }
  if (!level2) return;
  const grid = coarser(2);
  const scl = Uint16Array.from({ length: grid.width * grid.height }, (_, i) =>
    o.scl === undefined ? 4 : o.scl(2 * (i % grid.width), 2 * Math.floor(i / grid.width)),
  );
  await o.write(join(granule, 'IMG_DATA/R20m', `T49SFU_${digits}T030541_SCL_20m.jp2`), grid, scl);
}

const halve = (band: Uint16Array, times: number): Uint16Array => {
  const width = GROUND.width / times;
  return Uint16Array.from({ length: width * (GROUND.height / times) }, (_, i) => {
    const [x, y] = [(i % width) * times, Math.floor(i / width) * times];
    let sum = 0;
    for (let dy = 0; dy < times; dy++)
      for (let dx = 0; dx < times; dx++) sum += band[(y + dy) * GROUND.width + x + dx]!;
    return sum / times ** 2;
  });
};

/** A Landsat 9 Collection 2 level 2 folder with MTL, bands and QA_PIXEL. */
export async function makeLandsat(folder: string, day: string, o: SceneOptions = {}): Promise<void> {
  const id = `LC09_L2SP_125035_${day.replaceAll('-', '')}_20240712_02_T1`;
  const grid = coarser(1);
  await put(
    join(folder, `${id}_MTL.txt`),
    [
      'GROUP = LANDSAT_METADATA_FILE',
      '  PROCESSING_LEVEL = "L2SP"',
      '  SPACECRAFT_ID = "LANDSAT_9"',
      `  DATE_ACQUIRED = ${day}`,
      '  CLOUD_COVER = 3.20',
      '  SUN_AZIMUTH = 140.5',
      '  SUN_ELEVATION = 61.25',
      'END_GROUP = LANDSAT_METADATA_FILE',
      'END',
    ].join('\n'),
  );
  const ground = sceneBands(o);
  for (const [i, band] of ['SR_B2', 'SR_B3', 'SR_B4', 'SR_B5', 'SR_B6', 'SR_B7'].entries()) {
    const bands = [ground[i]!.map((v) => Math.round((v / 1e4 + 0.2) / 2.75e-5))];
    await writeRaster(join(folder, `${id}_${band}.TIF`), { grid, dataType: 'UInt16', bands, noData: 0 });
  }
  const qa = Uint16Array.from({ length: grid.width * grid.height }, (_, i) => (i % grid.width < 40 ? 22_280 : 21_824));
  await writeRaster(join(folder, `${id}_QA_PIXEL.TIF`), { grid, dataType: 'UInt16', bands: [qa] });
}
