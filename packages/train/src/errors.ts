import { LandscarError } from '@landscar/core';

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

export const tfjsNodeMissing = (folder: string, cause: unknown): LandscarError =>
  new LandscarError(
    'TRAIN_TFJS_NODE_MISSING',
    {
      what: 'Training needs @tensorflow/tfjs-node, which does not load here',
      where: folder,
      found: reason(cause).split('\n')[0] ?? '',
      allowed: 'a folder whose node_modules holds @tensorflow/tfjs-node 4.22',
      next: './bin/setup --with-tfjs-node installs it; everything but training works without',
    },
    { cause },
  );

export const recipeUnreadable = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'TRAIN_RECIPE_UNREADABLE',
    {
      what: 'A recipe cannot be read',
      where: file,
      found: reason(cause),
      allowed: 'a YAML file as in recipes/',
      next: 'check the path and the YAML',
    },
    { cause },
  );

export const recipeInvalid = (file: string, found: string): LandscarError =>
  new LandscarError('TRAIN_RECIPE_INVALID', {
    what: 'A recipe does not fit its schema',
    where: file,
    found,
    allowed: 'the fields of docs/recipe.md, no others',
    next: 'correct the recipe; every problem is listed',
  });

export const trainsOnScored = (file: string, fold: string, places: readonly string[]): LandscarError =>
  new LandscarError('TRAIN_ON_SCORED_PLACE', {
    what: 'A recipe would train on places that it is scored on',
    where: `${file}, fold ${fold}`,
    found: places.join(', '),
    allowed: 'a place, and its neighbours, in one fold only; none of it in mustNotSee',
    next: 'move the place into one fold, or take it out of the recipe',
  });

export const trainsOnScoredGround = (file: string, shared: readonly string[]): LandscarError =>
  new LandscarError('TRAIN_ON_SCORED_GROUND', {
    what: 'A recipe would train on ground that it is scored on',
    where: file,
    found: shared.join('; '),
    allowed: 'places that share a hectare or more in one fold only',
    next: 'move them into one fold and give them one group, or take one of them out of the recipe',
  });

export const labelRefused = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('TRAIN_LABEL_REFUSED', {
    what: 'A label raster cannot be learned from',
    where: file,
    found,
    allowed,
    next: 'name the codes in the recipe, or bring the label onto the grid of the imagery',
  });

export const imageryRefused = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('TRAIN_IMAGERY_REFUSED', {
    what: 'A pair of dates cannot be learned from',
    where: file,
    found,
    allowed,
    next: 'name the bands in the recipe (bands: blue, green, …), or ingest the pair and name the stack',
  });

export const classEmpty = (places: readonly string[]): LandscarError =>
  new LandscarError('TRAIN_CLASS_EMPTY', {
    what: 'There is no changed pixel to learn from',
    where: places.join(', '),
    found: '0 pixels labelled changed in the training places',
    allowed: 'at least one place with labelled change',
    next: 'add a labelled place; places without change teach what not to flag only',
  });

export const placeTooSmall = (place: string, found: string, allowed: string): LandscarError =>
  new LandscarError('TRAIN_PLACE_TOO_SMALL', {
    what: 'A place is smaller than the crops that are drawn from it',
    where: place,
    found,
    allowed,
    next: 'lower training.cropPx, or leave the place out',
  });

export const checkpointDamaged = (file: string, found: string): LandscarError =>
  new LandscarError('TRAIN_CHECKPOINT_DAMAGED', {
    what: 'A checkpoint is damaged or was cut off',
    where: file,
    found,
    allowed: 'a whole checkpoint of this version',
    next: 'delete it: the run starts from its beginning and gives the same model',
  });

export const checkpointForeign = (file: string): LandscarError =>
  new LandscarError('TRAIN_CHECKPOINT_OTHER_RECIPE', {
    what: 'A checkpoint belongs to another recipe, fold, seed, model or feedback',
    where: file,
    found: 'another fingerprint of settings and data',
    allowed: 'the run that wrote it',
    next: 'use another output folder, or delete the checkpoint',
  });

export const lossNotFinite = (run: string, step: number): LandscarError =>
  new LandscarError('TRAIN_LOSS_NOT_FINITE', {
    what: 'The loss is no number any more',
    where: `${run}, step ${step}`,
    found: 'NaN or infinite',
    allowed: 'finite losses',
    next: 'lower training.learningRate; check the imagery for broken values',
  });

export const foldUnknown = (file: string, fold: string, folds: readonly string[]): LandscarError =>
  new LandscarError('TRAIN_FOLD_UNKNOWN', {
    what: 'A recipe has no such fold',
    where: file,
    found: fold,
    allowed: folds.join(', '),
    next: 'name one of these, or leave --fold out to train on all places',
  });

export const trainingUnfinished = (folder: string): LandscarError =>
  new LandscarError('TRAIN_ALREADY_BEGUN', {
    what: 'A training of this name was begun before',
    where: folder,
    found: 'checkpoints of an earlier run',
    allowed: 'an empty place, or --resume',
    next: 'add --resume to go on with it, give another --out, or delete the folder',
  });

export const interrupted = (folder: string, done: string): LandscarError =>
  new LandscarError('TRAIN_INTERRUPTED', {
    what: 'The training was interrupted',
    where: folder,
    found: `a signal after ${done}`,
    allowed: 'the checkpoints so far stay',
    next: 'run the same command with --resume',
  });

export const scoresWorse = (found: string, allowed: string): LandscarError =>
  new LandscarError('TRAIN_SCORES_WORSE', {
    what: 'The new model scores worse than the one that it would replace',
    where: 'fine-tuning',
    found,
    allowed,
    next: 'the old model stays; decide more leads, or fewer steps; both scores are in finetune.json',
  });

export const weightsUnfit = (where: string, found: string, allowed: string): LandscarError =>
  new LandscarError('TRAIN_WEIGHTS_UNFIT', {
    what: 'Weights are of another architecture',
    where,
    found,
    allowed,
    next: 'start from a model with the same features and widths as the recipe',
  });

export const feedbackMissing = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'TRAIN_FEEDBACK_MISSING',
    {
      what: 'A folder of decided leads cannot be read',
      where: file,
      found: reason(cause),
      allowed: 'a folder with feedback.json, as docs/models.md describes',
      next: 'check the path',
    },
    { cause },
  );

export const feedbackInvalid = (file: string, found: string): LandscarError =>
  new LandscarError('TRAIN_FEEDBACK_INVALID', {
    what: 'Decided leads cannot be learned from',
    where: file,
    found,
    allowed: 'the fields of docs/models.md; polygons with decision accepted or rejected',
    next: 'correct the file; leads without a decision may stay, they are counted and left out',
  });
