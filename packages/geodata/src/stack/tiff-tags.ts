/** Tag numbers of TIFF 6.0, BigTIFF and GeoTIFF 1.1 (OGC 19-008r4) that the stack's files use. */
export const TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  planar: 284,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
  modelPixelScale: 33550,
  modelTiepoint: 33922,
  modelTransformation: 34264,
  geoKeys: 34735,
  geoDoubles: 34736,
  geoAscii: 34737,
  gdalNoData: 42113,
} as const;

/** Tags that say where a raster lies: copied as they are from one file of a stack to another. */
export const GEO_TAGS: readonly number[] = [
  TAG.modelPixelScale,
  TAG.modelTiepoint,
  TAG.modelTransformation,
  TAG.geoKeys,
  TAG.geoDoubles,
  TAG.geoAscii,
];

/** Bytes of one value by TIFF type number. */
export const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  16: 8,
  17: 8,
  18: 8,
};

/** A tag with its values as bytes, little endian. */
export interface RawTag {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Buffer;
}
