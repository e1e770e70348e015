export { stackMissing } from './stack/errors-stack.js';
export { hashFile, hashPath, hashText } from './files/hash-file.js';
export { dropUnfinished } from './files/drop-unfinished.js';
export { writeFailed } from './errors.js';
export { makeFolder } from './files/make-folder.js';
export { writeWhole } from './files/write-whole.js';
export { isGeographicCrs, isSameCrs } from './gdal/crs.js';
export { newRasterArray, reuseLike, type RasterArray, type RasterDataType } from './gdal/data-type.js';
export { maskAreal, maskRectangles, rectanglesOf } from './gdal/mask-areal.js';
export { rasterInfo, type RasterInfo } from './gdal/raster-info.js';
export { coarsen, overviewFactors, type OverviewKind } from './gdal/overview-pyramid.js';
export { openRaster, readRaster, type RasterPixels, type RasterSource, type ReadOptions } from './gdal/read-raster.js';
export { openWarpSource, warpToGrid, type Resampling, type WarpOptions, type WarpSource } from './gdal/warp-raster.js';
export { createRaster, writeRaster, type RasterSink, type RasterSpec, type WriteOptions } from './gdal/write-raster.js';
export { DETECTION_FILES } from './disturbances/disturbance-files.js';
export { readDisturbances, type DetectionRecord } from './disturbances/read-disturbances.js';
export { writeDisturbances } from './disturbances/write-disturbances.js';
export { createBlockTiff, TILE_PX, type BlockTiff, type BlockTiffSpec } from './stack/block-writer.js';
export { openStack, readStackManifest, type StackReader } from './stack/stack-reader.js';
export { openOverview, openTileSource, type SampleArray, type TileSource } from './stack/tile-source.js';
export { type RawTag } from './stack/tiff-tags.js';
export { gdalVersion } from './gdal/open.js';
export { openProjection, projectAreal, type Projection } from './gdal/project.js';
export { gridOutline, SAME_GROUND_M2, sharedGroundM2 } from './gdal/grid-outline.js';
export { createTransform, mapPositions, type Transform } from './gdal/transform.js';
export {
  bufferAreal,
  differenceAreal,
  intersectAreal,
  loadOverlay,
  makeValidAreal,
  unionAreal,
  prepareRings,
  type Operand,
  type Overlay,
  type Prepared,
} from './gdal/overlay.js';
export { type FlatRings } from './gdal/wkb.js';
export { readVector, readVectorLayers, type ReadVectorOptions } from './gdal/read-vector.js';
export { guessEncoding, type EncodingGuess, type TextEncoding } from './gdal/text-encoding.js';
export type { FieldValue, VectorFeature, VectorField, VectorLayer, VectorLayerSpec } from './gdal/vector-types.js';
export { writeVector, type VectorDriver, type WriteVectorOptions } from './gdal/write-vector.js';
