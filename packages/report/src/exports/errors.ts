import { LandscarError } from '@landscar/core';

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const outputUnwritable = (path: string, cause: unknown): LandscarError =>
  new LandscarError(
    'REPORT_OUTPUT_UNWRITABLE',
    {
      what: 'An output cannot be written',
      where: path,
      found: text(cause),
      allowed: 'a folder that can be written to, on a disk with room',
      next: 'free space, check the permissions or choose another --out',
    },
    { cause, retryable: true },
  );
