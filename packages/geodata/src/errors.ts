import { LandscarError } from '@landscar/core';

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

export const gdalMissing = (cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_GDAL_MISSING',
    {
      what: 'The GDAL binding cannot be loaded',
      where: 'gdal-async',
      found: reason(cause),
      allowed: 'gdal-async 3.12 built for this Node, used in the main thread',
      next: 'run ./bin/demo or ./bin/test, which set it up; or: apt-get install libgdal-dev, then pnpm rebuild gdal-async',
    },
    { cause },
  );

export const fileMissing = (path: string, kind: string): LandscarError =>
  new LandscarError('GEODATA_FILE_MISSING', {
    what: `A ${kind} file is not there`,
    where: path,
    found: 'no such file or folder',
    allowed: 'an existing path, relative paths count from the site file',
    next: 'correct the path or put the file there',
  });

export const rasterUnreadable = (path: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_RASTER_UNREADABLE',
    {
      what: 'A raster cannot be read',
      where: path,
      found: reason(cause),
      allowed: 'a whole raster file that GDAL can open (GeoTIFF, JP2, VRT, IMG)',
      next: 'copy the file again; `gdalinfo -checksum FILE` tells where it breaks',
    },
    { cause },
  );

export const rasterWithoutCrs = (path: string): LandscarError =>
  new LandscarError('GEODATA_RASTER_NO_CRS', {
    what: 'A raster has no coordinate reference system',
    where: path,
    found: 'no CRS in the file',
    allowed: 'a raster with a CRS, such as EPSG:4546 or EPSG:32649',
    next: 'assign the right one, if you know it: gdal_edit.py -a_srs EPSG:4546 FILE',
  });

export const rasterWithoutGeoreference = (path: string): LandscarError =>
  new LandscarError('GEODATA_RASTER_NO_GEOREFERENCE', {
    what: 'A raster is not georeferenced',
    where: path,
    found: 'no geotransform in the file and no world file beside it',
    allowed: 'a raster whose corner and pixel size are known',
    next: 'georeference it, or fetch its .tfw world file',
  });

export const rasterRotated = (path: string, transform: readonly number[]): LandscarError =>
  new LandscarError('GEODATA_RASTER_ROTATED', {
    what: 'A raster is rotated or upside down',
    where: path,
    found: `geotransform ${transform.join(', ')}`,
    allowed: 'rows from west to east, lines from north to south, no rotation terms',
    next: 'turn it upright first: gdalwarp FILE upright.tif',
  });

export const rasterWindow = (path: string, found: string, size: string): LandscarError =>
  new LandscarError('GEODATA_RASTER_WINDOW', {
    what: 'A part of a raster was asked for that it does not have',
    where: path,
    found,
    allowed: size,
    next: 'ask for a window and bands inside of the raster',
  });

export const crsUnknown = (crs: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_CRS_UNKNOWN',
    {
      what: 'A coordinate reference system is not known',
      where: crs.slice(0, 80),
      found: reason(cause),
      allowed: 'an EPSG code such as EPSG:4546, or WKT',
      next: 'correct the code; EPSG:4546 and 4547 are the 3° zones of Jincheng',
    },
    { cause },
  );

export const folderUnwritable = (folder: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_FOLDER_UNWRITABLE',
    {
      what: 'The output folder cannot be written',
      where: folder,
      found: reason(cause),
      allowed: 'a folder that this account may create and write, on a disk with room',
      next: 'name another folder (--out), or change its rights',
    },
    { cause },
  );

export const writeFailed = (path: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_WRITE_FAILED',
    {
      what: 'A file cannot be written',
      where: path,
      found: reason(cause),
      allowed: 'an output folder that can be written to, on a disk with room',
      next: 'free disk space or choose another output folder, then run again: what is done is kept',
    },
    { cause },
  );

export const warpFailed = (path: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_WARP_FAILED',
    {
      what: 'A raster cannot be brought onto the grid of the stack',
      where: path,
      found: reason(cause),
      allowed: 'a whole, georeferenced raster whose CRS can be transformed',
      next: 'check the file with gdalinfo -checksum; copy it again if it is cut short',
    },
    { cause },
  );

export const vectorUnreadable = (path: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_VECTOR_UNREADABLE',
    {
      what: 'A vector file cannot be read',
      where: path,
      found: reason(cause),
      allowed: 'a whole shapefile (.shp with .shx and .dbf), GeoPackage, GeoJSON or KML file',
      next: 'copy all parts of the file again; `ogrinfo -so -al FILE` tells what GDAL sees',
    },
    { cause },
  );

export const vectorLayerChoice = (path: string, found: string, names: readonly string[]): LandscarError =>
  new LandscarError('GEODATA_VECTOR_LAYER', {
    what: 'The layer of a vector file is not settled',
    where: path,
    found,
    allowed: names.length === 0 ? 'a file with at least one layer' : `one of ${names.join(', ')}`,
    next: 'name the layer',
  });

export const transformFailed = (
  position: readonly [number, number],
  from: string,
  to: string,
  cause: unknown,
): LandscarError =>
  new LandscarError(
    'GEODATA_TRANSFORM',
    {
      what: 'A position cannot be transformed',
      where: `${position[0]}, ${position[1]} from ${from.slice(0, 40)} to ${to.slice(0, 40)}`,
      found: reason(cause),
      allowed: 'a position inside of the domain of both systems, x (east, longitude) first',
      next: 'check the CRS of the file: the coordinates may be in another zone, or swapped',
    },
    { cause },
  );
