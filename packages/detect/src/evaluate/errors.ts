import { LandscarError } from '@landscar/core';

export const pairsInvalid = (where: string, found: string): LandscarError =>
  new LandscarError('EVALUATE_PAIRS_INVALID', {
    what: 'The list of pairs to evaluate cannot be used',
    where,
    found,
    allowed:
      'pairs: a list of {name, flags, label} with optional probability, ignore, before, after, rgb; names differ',
    next: 'correct the list; docs/evaluation.md shows one',
  });

export const gridDiffers = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('EVALUATE_GRID_DIFFERS', {
    what: 'A raster does not lie on the grid of the flags',
    where: file,
    found,
    allowed,
    next: 'bring it onto the grid of the flags with nearest neighbours (gdalwarp -r near), and look at the result',
  });

export const labelCodes = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('EVALUATE_LABEL_CODES', {
    what: 'A label raster holds other codes than it should',
    where: file,
    found,
    allowed,
    next: 'name the codes in the list, e.g. label: {file: label.tif, unchanged: 1, changed: 2}',
  });

export const bandMissing = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('EVALUATE_BAND_MISSING', {
    what: 'A raster lacks a band',
    where: file,
    found,
    allowed,
    next: 'name another band, or another file',
  });

export const flagCodes = (file: string, found: string): LandscarError =>
  new LandscarError('EVALUATE_FLAG_CODES', {
    what: 'A flags raster holds other codes than it should',
    where: file,
    found,
    allowed: '0 unchanged, 1 changed, 255 unobserved',
    next: 'give the flags.tif of a detection',
  });

export const probabilityRange = (file: string, found: string): LandscarError =>
  new LandscarError('EVALUATE_PROBABILITY_RANGE', {
    what: 'A probability raster cannot be read as probabilities',
    where: file,
    found,
    allowed: 'Byte 0..254 with 255 unobserved, or Float32 0..1 with NaN or its no-data value unobserved',
    next: 'give the probability.tif of a detection',
  });

export const scoreType = (file: string, found: string): LandscarError =>
  new LandscarError('EVALUATE_SCORE_TYPE', {
    what: 'A score raster cannot be read as scores',
    where: file,
    found,
    allowed: 'Float32 with NaN or its no-data value unobserved',
    next: 'give the score.tif of landscar detect --write-score',
  });

export const nothingJudged = (where: string): LandscarError =>
  new LandscarError('EVALUATE_NOTHING_JUDGED', {
    what: 'There is nothing to judge in a pair',
    where,
    found: 'every pixel is to be ignored',
    allowed: 'at least some labelled ground',
    next: 'check the ignore mask: values other than 0 are ignored',
  });

/** All problems of all pairs at once. */
export const evaluationRefused = (problems: readonly LandscarError[]): LandscarError =>
  new LandscarError(
    'EVALUATE_REFUSED',
    {
      what: 'Some pairs cannot be evaluated',
      where: `${problems.length} problems`,
      found: problems.map((p) => `${p.code} ${p.parts.where}: ${p.parts.found}`).join('; '),
      allowed: 'flags, labels and masks on one grid with the codes of docs/evaluation.md',
      next: 'correct them; every problem is listed',
    },
    { problems },
  );
