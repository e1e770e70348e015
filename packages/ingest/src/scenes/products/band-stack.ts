import { gridTransform, type Grid } from '@landscar/core';
import { rasterInfo } from '@landscar/geodata';
import { productBandMissing, productPlaces } from '../../errors.js';
import { qualityByName } from '../sensors/quality-bands.js';

/** A band of a product: its common name (or that of its quality band) and what GDAL opens. */
export interface ProductBand {
  readonly name: string;
  readonly source: string;
}

/**
 * A virtual raster over the files of a product on the grid of its finest band; coarser ones are resampled in it, cubic
 * for pixels and nearest for quality bands. Nothing is copied.
 */
export async function stackBands(product: string, bands: readonly ProductBand[]): Promise<string> {
  const [first] = bands;
  if (first === undefined) throw productBandMissing(product, 'no band file', []);
  const infos = [];
  for (const band of bands) infos.push({ ...band, info: await rasterInfo(band.source) });
  const finest = infos.reduce((a, b) => (b.info.grid.pixelWidth < a.info.grid.pixelWidth ? b : a));
  const grid = finest.info.grid;
  const xml = infos.map(({ name, source, info }, i) => {
    const placed = rectOn(info.grid, grid);
    if (placed === null) throw productPlaces(product, source, finest.source);
    const { width, height } = info.grid;
    const resampling = qualityByName(name) === undefined ? 'cubic' : 'nearest';
    return [
      `<VRTRasterBand dataType="UInt16" band="${i + 1}"><Description>${name}</Description>`,
      qualityByName(name) === undefined ? '<NoDataValue>0</NoDataValue>' : '',
      `<SimpleSource resampling="${resampling}"><SourceFilename relativeToVRT="0">${escapeXml(source)}</SourceFilename>`,
      `<SourceBand>1</SourceBand><SrcRect xOff="0" yOff="0" xSize="${width}" ySize="${height}"/>`,
      `<DstRect xOff="${placed.x}" yOff="${placed.y}" xSize="${placed.width}" ySize="${placed.height}"/>`,
      '</SimpleSource></VRTRasterBand>',
    ].join('');
  });
  return [
    `<VRTDataset rasterXSize="${grid.width}" rasterYSize="${grid.height}">`,
    `<SRS dataAxisToSRSAxisMapping="1,2">${escapeXml(grid.crs)}</SRS>`,
    `<GeoTransform>${gridTransform(grid).join(',')}</GeoTransform>`,
    ...xml,
    '</VRTDataset>',
  ].join('');
}

/** Where a raster lies on another one, in its pixels; null where their systems differ. */
function rectOn(grid: Grid, on: Grid): { x: number; y: number; width: number; height: number } | null {
  if (grid.crs !== on.crs) return null;
  return {
    x: (grid.originX - on.originX) / on.pixelWidth,
    y: (on.originY - grid.originY) / on.pixelHeight,
    width: (grid.width * grid.pixelWidth) / on.pixelWidth,
    height: (grid.height * grid.pixelHeight) / on.pixelHeight,
  };
}

const escapeXml = (text: string): string => text.replace(/[<>&"]/gu, (c) => `&#${c.charCodeAt(0)};`);
