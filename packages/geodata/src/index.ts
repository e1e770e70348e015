export { hashFile, hashPath, hashText } from './files/hash-file.js';
export { writeWhole } from './files/write-whole.js';
export { isGeographicCrs, isSameCrs } from './gdal/crs.js';
export { newRasterArray, type RasterArray, type RasterDataType } from './gdal/data-type.js';
export { rasterInfo, type RasterInfo } from './gdal/raster-info.js';
export { openRaster, readRaster, type RasterPixels, type RasterSource, type ReadOptions } from './gdal/read-raster.js';
export { openWarpSource, warpToGrid, type Resampling, type WarpOptions, type WarpSource } from './gdal/warp-raster.js';
export { createRaster, writeRaster, type RasterSink, type RasterSpec, type WriteOptions } from './gdal/write-raster.js';
