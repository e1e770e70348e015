import { areFeatureBands, FEATURE_BANDS } from '@landscar/detect';
import { z } from 'zod';

const positive = z.number().positive();
const ratio = z.number().min(0).max(1);
const file = z.string().min(1);

const placeSchema = z
  .strictObject({
    name: z.string().min(1).describe('Differs from place to place; folds and `mustNotSee` go by it.'),
    stack: file
      .optional()
      .describe('A stack folder of `landscar ingest`; or else the two dates in place, already on one grid.'),
    before: file.optional().describe('A raster, with `after` and `bands` instead of `stack`.'),
    after: file.optional().describe('A raster on the same grid.'),
    bands: z.array(z.string()).optional().describe('Common band names of `before` and `after`, in file order.'),
    scale: positive
      .optional()
      .describe('Digital numbers of `before` and `after` to reflectance; 0.0001 where not given.'),
    shiftPx: z
      .tuple([z.number(), z.number()])
      .optional()
      .describe('Moves the before date by so many pixels, x right, y down, as measured by ingest.'),
    label: z
      .union([
        file,
        z.strictObject({
          file: file.describe('The raster.'),
          band: z.number().int().min(1).optional().describe('From 1; 1 where not given.'),
          unchanged: z.number().optional().describe('Its code; 0 where not given.'),
          changed: z.number().optional().describe('Its code; 1 where not given.'),
        }),
      ])
      .optional()
      .describe(
        'Raster of what changed, on the grid of the imagery. Without it nothing is known to have changed: `negative`.',
      ),
    ignore: z
      .union([
        file,
        z.strictObject({
          file: file.describe('The raster.'),
          band: z.number().int().min(1).optional().describe('From 1; 1 where not given.'),
        }),
      ])
      .optional()
      .describe('Raster; ground with other values than 0 is not learned from.'),
    negative: z.boolean().optional().describe('Used as ground where nothing changed; needed where there is no label.'),
    group: z.string().optional().describe('Places that adjoin or share dates carry one group and stay in one fold.'),
    licence: z.string().min(2).describe('Of imagery and label; goes into the manifest.'),
  })
  .refine(
    (p) => (p.stack === undefined) !== (p.before === undefined && p.after === undefined),
    'either stack, or before and after',
  )
  .refine(
    (p) => p.stack !== undefined || (p.before !== undefined && p.after !== undefined && p.bands !== undefined),
    'before, after and bands go together',
  )
  .refine((p) => p.label !== undefined || p.negative === true, 'without label it must say negative: true');

const trainingSchema = z.strictObject({
  widths: z
    .array(z.number().int().min(1))
    .min(2)
    .max(6)
    .default([8, 16, 32, 64])
    .describe('Channels of each level of the U-Net, from the finest; each level halves the sides.'),
  steps: z.number().int().min(1).default(700).describe('Batches that each network learns from.'),
  batch: z.number().int().min(1).default(8).describe('Crops a step.'),
  cropPx: z.number().int().min(16).multipleOf(8).default(128).describe('Side of a crop; places must be as large.'),
  learningRate: positive.default(3e-3).describe('Highest of the one cycle (Smith and Topin 2018), by AdamW.'),
  weightDecay: z.number().min(0).default(1e-2).describe('Of AdamW.'),
  warmUp: ratio.default(0.1).describe('Share of the steps in which the learning rate rises.'),
  clipNorm: positive.default(1).describe('Gradients longer than this are shortened to it.'),
  positiveWeight: positive
    .default(3)
    .describe('Weight of a changed pixel in the cross entropy; an unchanged one has 1.'),
  diceWeight: z.number().min(0).default(1).describe('Weight of the Dice loss beside the cross entropy.'),
  averaging: ratio
    .default(0.99)
    .describe('What the running average of the weights, which ships, keeps of itself each step.'),
  dropout: z.number().min(0).max(0.9).default(0.2).describe('Share of the deepest channels that a step leaves out.'),
  checkpointEvery: z
    .number()
    .int()
    .min(1)
    .default(50)
    .describe('Steps from one checkpoint to the next: what a kill can cost.'),
});

const samplingSchema = z.strictObject({
  nullShare: ratio
    .default(0.1)
    .describe('Share of crops from null pairs: one date twice, seen differently; nothing changed.'),
  positiveShare: ratio.default(0.5).describe('Share of crops around a pixel that is labelled changed.'),
  placePower: z.number().min(0).default(0.5).describe('Places are drawn in proportion to their area to this power.'),
  negativeShare: ratio.default(0).describe('Share of crops from `negative` places.'),
  madeShare: ratio
    .default(0)
    .describe(
      'Share of crops from made-up works on one date of a place (`made`), labelled without anybody; needs two training places in every run.',
    ),
  nuisanceShare: ratio
    .default(0)
    .describe(
      'Share of crops from one date of a place seen again with a made-up nuisance (`nuisances`); nothing changed.',
    ),
  views: z
    .strictObject({
      plain: z.number().min(0).default(1).describe('As it is.'),
      degraded: z.number().min(0).default(0).describe('The before date moved, hazy, noisy, in other light.'),
      swapped: z.number().min(0).default(0).describe('Dates swapped: what was taken away counts as change too.'),
      swappedDegraded: z.number().min(0).default(0).describe('Both.'),
    })
    .default({ plain: 1, degraded: 0, swapped: 0, swappedDegraded: 0 })
    .describe('How often a place is seen in which way, in proportion.'),
  residualGain: z
    .number()
    .min(0)
    .default(0.2)
    .describe('Deviation of the common logarithmic gain of the residual channels of a crop.'),
  bandGain: z.number().min(0).default(0.06).describe('Deviation of the gain of each residual channel.'),
  otherGain: z.number().min(0).default(0.08).describe('Deviation of the gain of each other channel.'),
  otherOffset: z.number().min(0).default(0.12).describe('Deviation of the offset of each other channel.'),
});

const share = z.number().min(0);

/** Mostly what networks flag though nobody touched the ground. */
const nuisanceShares = z.strictObject({
  burntStubble: share.default(5).describe('Parcels of crop are burnt off.'),
  misregistered: share.default(1).describe('The dates lie 0.3 to 1.5 px apart.'),
  mowing: share.default(1).describe('Parcels of grass are cut.'),
  seam: share.default(1).describe('Two scenes of a mosaic meet.'),
  snow: share.default(5).describe('Patchy snow.'),
  sunTurned: share.default(1).describe('Another sun: slopes and shadows turned.'),
  thinCloud: share.default(5).describe('Thin cloud and its shadow.'),
  viewTilted: share.default(1).describe('Another orbit: what stands high leans over.'),
});

/** The form of a recipe; each field says what it means. What fields mean together is checked by `parseRecipe`. */
export const recipeSchema = z.strictObject({
  recipe: z.literal(1).describe('Version of this form.'),
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]+$/u)
    .describe('Name of the model and of its folder: lower case, digits, `-`.'),
  features: z
    .enum(['landscar-diff@1', 'landscar-diff@2'])
    .describe('What the networks see, made by the code of inference.'),
  bands: z
    .array(z.enum(FEATURE_BANDS))
    .refine(areFeatureBands, 'as input.bands of a model manifest')
    .default([...FEATURE_BANDS])
    .describe('Bands that the features are made of, in this order; the first four are needed.'),
  manifestLike: file.describe(
    'Model folder whose input limits and decision rule the new model takes over; the rule was fixed out of fold there.',
  ),
  licence: z.string().min(2).describe('Of the weights: SPDX id or words.'),
  licenceNote: z.string().min(2).describe('What that means, in words; goes into manifest and card.'),
  contact: z.string().min(2).describe('Whom to ask.'),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/u)
    .default('0.1.0')
    .describe('Of the model.'),
  places: z.array(placeSchema).min(1).describe('All ground that a run may learn from or be watched on.'),
  folds: z
    .record(z.string(), z.array(z.string()).min(1))
    .describe(
      'Names of places by fold. A run with `--fold` trains on all places but those of its fold; a place of no fold is in every run.',
    ),
  seeds: z.array(z.number().int().min(0)).min(1).describe('One network each; their mean logit is the model.'),
  mustNotSee: z
    .array(z.string())
    .default([])
    .describe(
      'Names of places, or of folders or files of their pixels, that no run may train on, whatever the folds say.',
    ),
  training: trainingSchema.prefault({}).describe('How each network learns.'),
  made: z
    .strictObject({
      scenes: z.number().int().min(1).default(2).describe('Made-up scenes of each place.'),
      perKind: z.number().int().min(1).default(8).describe('Works of each kind in a scene.'),
    })
    .prefault({})
    .describe('Made-up scenes for `sampling.madeShare`; their materials come from the other training places.'),
  nuisances: z
    .strictObject({
      scenes: z.number().int().min(1).default(4).describe('Scenes of each place.'),
      shares: nuisanceShares.prefault({}).describe('How often a scene is of which nuisance, in proportion.'),
    })
    .prefault({})
    .describe('Made-up nuisances for `sampling.nuisanceShare`, over one date of each training place.'),
  sampling: samplingSchema.prefault({}).describe('Which crops are drawn, and how they are changed.'),
  budget: z.string().min(2).describe('What the recipe may cost on two cores, in words; for people.'),
});

/** The schema as JSON Schema, for docs/recipe.md. */
export const recipeSchemaJson = (): unknown => z.toJSONSchema(recipeSchema, { io: 'input' });
