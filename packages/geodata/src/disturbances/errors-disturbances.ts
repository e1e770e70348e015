import { LandscarError } from '@landscar/core';

export const disturbancesUnreadable = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'GEODATA_DISTURBANCES_UNREADABLE',
    {
      what: 'The result of a detection cannot be read',
      where: file,
      found: cause instanceof Error ? cause.message : String(cause),
      allowed: 'a folder with disturbances.geojson and detection.json that `landscar detect` wrote whole',
      next: 'run `landscar detect STACK --out DIR` again: what is done is kept',
    },
    { cause },
  );
