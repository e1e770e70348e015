import { LandscarError } from '@landscar/core';

export const cluesUnreadable = (file: string, found: string, cause?: unknown): LandscarError =>
  new LandscarError(
    'REPORT_CLUES_UNREADABLE',
    {
      what: 'A file of the clue exchange cannot be read',
      where: file,
      found,
      allowed: 'clues.json, clues.csv or receipt.json as docs/exchange describes them',
      next: 'ask the sender for the file again, or have it written after docs/exchange',
    },
    { cause },
  );

export const cluesChanged = (file: string, found: string, stated: string): LandscarError =>
  new LandscarError('REPORT_CLUES_CHANGED', {
    what: 'A file of the clue exchange is not as it was sent',
    where: file,
    found: `content with sha256 ${found}`,
    allowed: `content with the sha256 that it states, ${stated}`,
    next: 'nothing was taken; ask the sender for the file again',
  });

export const receiptUnknown = (file: string, packageSha256: string): LandscarError =>
  new LandscarError('REPORT_RECEIPT_UNKNOWN', {
    what: 'A receipt is for clues that this register did not send',
    where: file,
    found: `package ${packageSha256}`,
    allowed: 'the receipt of a package that `landscar clues export` wrote from this register',
    next: 'check which register the clues were sent from',
  });

export const cluesNone = (found: string): LandscarError =>
  new LandscarError('REPORT_CLUES_NONE', {
    what: 'There is nothing to send',
    where: 'clues export',
    found,
    allowed: 'at least one lead of the states asked for',
    next: 'name other states with --status, or bring leads to 已下发 first',
  });
