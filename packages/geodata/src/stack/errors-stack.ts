import { LandscarError } from '@landscar/core';

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

export const stackMissing = (dir: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_STACK_MISSING',
    {
      what: 'A stack cannot be opened',
      where: dir,
      found: reason(cause),
      allowed: 'a folder with stack.json, before.tif, after.tif and validity.tif',
      next: 'make it with `landscar ingest --before A.tif --after B.tif --out STACK`',
    },
    { cause },
  );

export const stackVersion = (dir: string, found: unknown, allowed: number): LandscarError =>
  new LandscarError('GEODATA_STACK_VERSION', {
    what: 'A stack has a layout that this version does not read',
    where: dir,
    found: `version ${String(found)}`,
    allowed: `version ${allowed}`,
    next: 'make the stack again with this version of landscar',
  });

export const stackManifestInvalid = (file: string, found: string, allowed: string, cause?: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_STACK_INVALID',
    {
      what: 'The description of a stack is damaged or not whole',
      where: file,
      found,
      allowed,
      next: 'make the stack again with `landscar ingest`; do not write stack.json by hand',
    },
    { cause },
  );

export const stackMismatch = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('GEODATA_STACK_MISMATCH', {
    what: 'A file of a stack does not fit its stack.json',
    where: file,
    found,
    allowed,
    next: 'make the stack again: its files do not belong together',
  });

export const tiffUnreadable = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_TIFF_UNREADABLE',
    {
      what: 'A tile of a GeoTIFF cannot be read',
      where: file,
      found: reason(cause),
      allowed: 'a whole GeoTIFF',
      next: 'make the stack again; the file is cut short or damaged',
    },
    { cause },
  );
