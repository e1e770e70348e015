import { LandscarError } from '@landscar/core';

const make = (
  code: string,
  what: string,
  where: string,
  found: string,
  allowed: string,
  next: string,
  cause?: unknown,
): LandscarError =>
  new LandscarError(code, { what, where, found, allowed, next }, cause === undefined ? {} : { cause });

export const noScenes = (period: string): LandscarError =>
  make(
    'INGEST_NO_SCENES',
    'A period has no scene',
    period,
    '0 scenes',
    'at least one scene a period',
    'add a scene with this period to `scenes:` in the site file',
  );

export const duplicateScene = (file: string, other: string): LandscarError =>
  make(
    'INGEST_DUPLICATE_SCENE',
    'A scene is given twice',
    file,
    `the same content as ${other}`,
    'every scene once',
    'remove one of the two entries from `scenes:`',
  );

export const sensorUnknown = (file: string, sensor: string, known: readonly string[]): LandscarError =>
  make(
    'INGEST_SENSOR_UNKNOWN',
    'A sensor is not known and its bands are not named',
    file,
    `sensor '${sensor}' without bands`,
    `one of ${known.join(', ')}, or any other name with \`bands:\``,
    'correct the sensor, or name the bands of the file in order',
  );

export const bandCount = (file: string, found: number, expected: readonly string[]): LandscarError =>
  make(
    'INGEST_BAND_COUNT',
    'The number of bands differs from what was named',
    file,
    `${found} bands in the file`,
    `${expected.length} bands: ${expected.join(', ')}`,
    'correct `bands:` so that it names every band of the file in order',
  );

export const bandOrder = (file: string, inFile: readonly string[], named: readonly string[]): LandscarError =>
  make(
    'INGEST_BAND_ORDER',
    'The bands of a file are in another order than named',
    file,
    `the file says ${inFile.join(', ')}`,
    `what \`bands:\` says: ${named.join(', ')}`,
    'correct `bands:`, or leave it out: the file names its bands itself',
  );

export const bandTwice = (file: string, names: readonly string[]): LandscarError =>
  make(
    'INGEST_BAND_TWICE',
    'A band is named twice',
    file,
    names.join(', '),
    'every band name once',
    'correct `bands:`; name bands that are not wanted other0, other1, …',
  );

export const noCommonBands = (before: readonly string[], after: readonly string[]): LandscarError =>
  make(
    'INGEST_NO_COMMON_BANDS',
    'The two dates have no bands in common',
    'bands',
    `before ${before.join(', ')}; after ${after.join(', ')}`,
    'at least one band of the same name',
    'correct `bands:`, or choose scenes of sensors that share bands',
  );

export const datesSwapped = (before: string, after: string): LandscarError =>
  make(
    'INGEST_DATES_SWAPPED',
    'The dates are the wrong way round',
    'periods before and after',
    `before ${before}, after ${after}`,
    'every before date earlier than every after date',
    'swap the periods of the two scenes, or correct their dates',
  );

export const noOverlap = (file: string, other: string): LandscarError =>
  make(
    'INGEST_NO_OVERLAP',
    'Two scenes do not overlap',
    file,
    `no ground in common with ${other}`,
    'scenes of the same ground',
    'check the files and their CRS; `landscar catalogue SITE` draws where each scene lies',
  );

export const areaOutside = (area: string, imagery: string): LandscarError =>
  make(
    'INGEST_AREA_OUTSIDE',
    'The area lies wholly outside of the imagery',
    `area ${area}`,
    `imagery ${imagery} (longitude and latitude)`,
    'an area that touches ground seen on both dates',
    'check `area:` (longitude then latitude) and the scenes',
  );

export const axisSwapped = (file: string, found: string): LandscarError =>
  make(
    'INGEST_AXIS_SWAPPED',
    'The coordinates of a scene are swapped',
    file,
    found,
    'x = east or longitude, y = north or latitude',
    'write the file again with x and y in order: gdal_translate -a_ullr',
  );

export const stretched = (file: string, found: string, sensor: string): LandscarError =>
  make(
    'INGEST_STRETCHED',
    'A picture for the eye is labelled as reflectance',
    file,
    found,
    `reflectance as delivered for ${sensor}, 16 bit`,
    'use the original product, or give another sensor name with `bands:` if nothing else exists',
  );

export const allCloud = (validShare: number, limit: number): LandscarError =>
  make(
    'INGEST_ALL_CLOUD',
    'Almost nothing is seen clearly on both dates',
    'before and after',
    `${(validShare * 100).toFixed(2)} % clear on both`,
    `more than ${(limit * 100).toFixed(2)} %`,
    'choose clearer scenes, or add more scenes to the period',
  );

export const gateRefused = (check: string, measured: string, limit: string): LandscarError =>
  make(
    'INGEST_GATE',
    'The pair does not fit',
    check,
    measured,
    limit,
    'choose other scenes, or change `gate:` in the site file if you know why',
  );

export const outUnusable = (out: string, cause: unknown): LandscarError =>
  make(
    'INGEST_OUT_UNUSABLE',
    'The output folder cannot be used',
    out,
    cause instanceof Error ? cause.message : String(cause),
    'a folder that can be written to',
    'correct --out or the rights of the folder',
    cause,
  );

export const pixelSizeInvalid = (found: string): LandscarError =>
  make(
    'INGEST_PIXEL_SIZE',
    'The pixel size of the grid cannot be used',
    'grid.pixelSize',
    found,
    'a positive number in units of the CRS, giving 16 to 2 000 000 pixels a side',
    'correct `grid:` in the site file',
  );

export const interrupted = (): LandscarError =>
  make(
    'INGEST_INTERRUPTED',
    'Ingest was interrupted',
    'ingest',
    'a stop signal',
    'a run to the end',
    'run it again: finished scenes are kept',
  );

export const productUnreadable = (path: string, found: string, cause?: unknown): LandscarError =>
  make(
    'INGEST_PRODUCT_UNREADABLE',
    'A satellite product cannot be read',
    path,
    found,
    'a whole Sentinel-2 SAFE folder or zip, or a Landsat Collection 2 folder with its MTL file',
    'download the product again, whole',
    cause,
  );

export const productBandMissing = (path: string, band: string, files: readonly string[]): LandscarError =>
  make(
    'INGEST_PRODUCT_BAND',
    'A product lacks the file of a band',
    path,
    `no file for ${band} among ${files.length}: ${files.slice(0, 4).join(', ')}`,
    'a file for each of blue, green, red, nir, swir16, swir22',
    'download the product again, whole',
  );

export const productPlaces = (path: string, file: string, other: string): LandscarError =>
  make(
    'INGEST_PRODUCT_CRS',
    'The files of a product are in different coordinate systems',
    path,
    `${file} differs from ${other}`,
    'one system for all bands of a product',
    'download the product again; do not mix granules of two zones in one folder',
  );

export const sceneNotFound = (pattern: string): LandscarError =>
  make(
    'INGEST_SCENE_NOT_FOUND',
    'No scene is found where one was named',
    pattern,
    'no raster, no SAFE product, no Landsat folder, no STAC file',
    'a file, a folder with scenes, a glob such as imagery/2025*.tif, a SAFE folder or zip, a Landsat folder, a STAC file',
    'correct `file:` in the site file; relative paths count from it',
  );

export const sceneDateMissing = (file: string): LandscarError =>
  make(
    'INGEST_SCENE_DATE',
    'The date of a scene is not known',
    file,
    'no date in the settings, in the product or in the file name',
    'a date in the settings, or eight digits YYYYMMDD in the name',
    'give `date:` in landscar.yaml, or --date-before and --date-after',
  );

export const stacUnreadable = (where: string, found: string, cause?: unknown): LandscarError =>
  make(
    'INGEST_STAC_UNREADABLE',
    'A STAC document cannot be used',
    where,
    found,
    'an Item, ItemCollection, Catalog or Collection (STAC 1.0 or 1.1) whose items name their bands',
    'check the address and the document with a STAC validator',
    cause,
  );

export const downloadFailed = (url: string, found: string, attempts: number, cause: unknown): LandscarError =>
  make(
    'INGEST_DOWNLOAD',
    'A file cannot be fetched',
    url,
    `${found} (${attempts} attempts)`,
    'an address that answers',
    'check network, proxy and rights, then run again: what has come is kept and continued',
    cause,
  );

export const checksumWrong = (url: string, found: string, expected: string): LandscarError =>
  make(
    'INGEST_CHECKSUM',
    'A downloaded file is not what its item says',
    url,
    found,
    expected,
    'ask the provider; delete `file:checksum` from the item only if you know that it is wrong',
  );

export const checksumUnknown = (url: string, checksum: string): LandscarError =>
  make(
    'INGEST_CHECKSUM_UNKNOWN',
    'The kind of a checksum is not known',
    url,
    checksum.slice(0, 12),
    'a multihash of sha1 (1114), sha2-256 (1220), sha2-512 (1340) or md5 (d50110)',
    'correct `file:checksum` in the item',
  );
