import { z } from 'zod';
import { areFeatureBands, FEATURE_BANDS } from '../features/feature-bands.js';
import { CELL_FEATURES } from '../gate/cell-features.js';

/** Text that says something: no placeholders. */
const words = z
  .string()
  .min(2)
  .refine((text) => !/^(unknown|todo|tbd|n\/a|none|placeholder|xxx+)$/iu.test(text.trim()), 'is a placeholder');
const unit = z.number().min(0).max(1);

/** A file below the model's folder. */
const inFolder = words.refine((file) => !file.split(/[\\/]/u).includes('..') && !/^([\\/]|[a-z]:)/iu.test(file), {
  message: 'leads out of the folder',
});
const ordered = ({ min, max }: { readonly min: number; readonly max: number }): boolean => min <= max;

/** As `Grid` of core. */
const grid = z.strictObject({
  crs: words,
  originX: z.number(),
  originY: z.number(),
  pixelWidth: z.number().positive(),
  pixelHeight: z.number().positive(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});

const artefact = z.strictObject({
  file: inFolder,
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  bytes: z.number().int().min(2),
});

const marginRule = z.strictObject({
  /** See `decision/scene-margin.ts`. */
  rule: z.literal('scene-margin@1'),
  /** The score is the network's logit plus the log change-vector length above its scene median. */
  addChangeLength: z.boolean(),
  /** The bar rises with `quantileWeight` times this quantile of the scene's own scores. */
  quantile: unit,
  quantileWeight: unit,
  threshold: z.number(),
  scoreFloor: z.number(),
  /** Floor of the channel `lengthAbsolute`: change in reflectance that must be there. */
  absoluteFloor: z.number(),
  /** Probability at the bar, and logits per unit of margin. */
  probabilityAtBar: unit,
  slope: z.number().positive(),
  /** Hysteresis: an object is made of pixels from `grow` up and holds one from `seed` up. */
  seed: unit,
  grow: unit,
  minAreaM2: z.number().min(0),
  fillHolesM2: z.number().min(0),
});

const objectRule = z.strictObject({
  /** See `decision/scene-object.ts`. */
  rule: z.literal('scene-object@2'),
  changeLengthWeight: z.number(),
  quantile: unit,
  quantileWeight: unit,
  /** Objects are drawn from pixels whose score is this much above the scene's lift. */
  lo: z.number(),
  /** Smallest object score that is kept. */
  bar: z.number(),
  /** An object score is lowered by `weight` times what the least of its means of these channels is above `above`. */
  penalties: z.array(
    z.strictObject({ channels: z.array(z.string()).min(1), above: z.number(), weight: z.number().min(0) }),
  ),
  /** `weight` times the natural logarithm of the object's hectares, kept within the two ends, raises the score. */
  size: z.strictObject({ weight: z.number().min(0), minHa: z.number().positive(), maxHa: z.number().positive() }),
  /** An object's outline holds its pixels down to `belowMean` under its mean, where that is below `highest`. */
  outline: z.strictObject({ belowMean: z.number().min(0), highest: z.number() }),
  /** Confidence of an object = 1 / (1 + exp(−(slope × object score + intercept))), fitted out of fold. */
  confidence: z.strictObject({ slope: z.number().positive(), intercept: z.number() }),
  /** Probability of a pixel = 1 / (1 + exp(−(slope × score + intercept))), fitted out of fold. */
  calibration: z.strictObject({ slope: z.number().positive(), intercept: z.number() }),
  /** Smallest object, before it falls into parts that hang together over edges. */
  minObjectM2: z.number().min(0),
  minAreaM2: z.number().min(0),
  fillHolesM2: z.number().min(0),
});

const decision = z.discriminatedUnion('rule', [marginRule, objectRule]);

export const manifestSchema = z.strictObject({
  manifestVersion: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9-]+$/u),
  version: z.string().regex(/^\d+\.\d+\.\d+$/u),
  /** SPDX id, or a licence note in words where the weights carry another licence than the code. */
  licence: words,
  licenceNote: words.optional(),
  contact: words,
  card: inFolder,
  task: z.strictObject({
    kind: z.literal('change-segmentation'),
    classes: z
      .array(
        z.strictObject({
          value: z.number().int(),
          name: words,
          colour: z.string().regex(/^#[0-9a-f]{6}$/u),
          disturbance: z.boolean(),
        }),
      )
      .min(2),
  }),
  artefacts: z.strictObject({
    onnx: artefact.optional(),
    onnxInt8: artefact.optional(),
    /** model.json and its weight shards. */
    tfjs: z.array(artefact).min(2).optional(),
  }),
  /** The 8-bit lowering is used only where this is given: what it was calibrated on, and what it costs. */
  int8: z
    .strictObject({
      calibration: words,
      /** Pixel F1, 0..1, of both precisions on the same labels. */
      f1Fp32: unit,
      f1Int8: unit,
      measuredOn: words,
    })
    .optional(),
  input: z.strictObject({
    dates: z.tuple([z.literal('before'), z.literal('after')]),
    gapDays: z
      .strictObject({ min: z.number().int().min(0), max: z.number().int().max(36_500) })
      .refine(ordered, 'min above max'),
    bands: z
      .array(z.enum(FEATURE_BANDS))
      .refine(areFeatureBands, `in the order ${FEATURE_BANDS.join(', ')}; the first four are needed`),
    features: z.enum(['landscar-bands@1', 'landscar-diff@1', 'landscar-diff@2']),
    channels: z.number().int().min(1),
    layout: z.literal('nchw'),
    dtype: z.literal('float32'),
    noData: z.literal('asUnchanged'),
    resolutionM: z
      .strictObject({ min: z.number().positive(), max: z.number().positive() })
      .refine(ordered, 'min above max'),
    /** Height and width must be multiples of this; windows start at multiples of it. */
    stridePx: z.union([1, 2, 4, 8, 16, 32, 64].map((stride) => z.literal(stride))),
    /** Pixels around a window that its result depends on. */
    haloPx: z.number().int().min(0),
  }),
  output: z.strictObject({
    meaning: z.enum(['logit', 'probability']),
    dtype: z.literal('float32'),
    range: z.tuple([z.number(), z.number()]).refine(([least, most]) => least < most, 'lowest not below highest'),
  }),
  decision,
  /** A screen that was taught what this model flags; only where it was measured what it loses (`gate/`). */
  gate: z
    .strictObject({
      kind: z.literal('cell-net@2'),
      /** What the screen sees of a cell: `gate/cell-features.ts`. */
      features: z.literal(CELL_FEATURES),
      weights: artefact,
      licence: words,
      /** Logit of a cell from which on the network looks, where one within 32 px reaches `seedBar`. */
      bar: z.number(),
      seedBar: z.number(),
      /**
       * Pixels that the network sees around what it looks at: as many as its probabilities need to stay within 1/255 of what
       * they are with `input.haloPx`. Far pixels weigh little, and most of a small window is halo.
       */
      haloPx: z.number().int().min(0),
      /** Share of the flagged area that was lost. */
      lostAreaRatio: unit,
      learnedFrom: words,
      measuredOn: words,
    })
    .optional(),
  resources: z.strictObject({
    memoryBytes: z.number().int().min(1024),
    batch: z.number().int().min(1),
    runtimes: z.array(z.enum(['onnx', 'tfjs-node', 'tfjs-wasm', 'baseline'])).min(1),
  }),
  provenance: z.strictObject({
    data: z.array(words),
    regions: z.array(words),
    seasons: z.array(words),
    recipe: words.optional(),
    /** Places that weights or constants were made from: a score there says nothing of unseen ground. Absent: not known. */
    places: z.array(z.strictObject({ name: z.string().min(1), grid: grid.optional() })).optional(),
    scores: z.array(z.strictObject({ what: words, value: z.number(), split: words })),
  }),
  golden: z
    .strictObject({
      input: artefact,
      output: artefact,
      height: z.number().int(),
      width: z.number().int(),
      toleranceLogit: z.number().positive(),
    })
    .optional(),
});

/** What a model says of itself (`manifest.json`): the only source of its pre- and post-processing. */
export type ModelManifest = z.infer<typeof manifestSchema>;
export type ModelArtefact = z.infer<typeof artefact>;
/** A place that a model was made from; `grid` is the ground that it learned from. */
export type LearnedPlace = NonNullable<ModelManifest['provenance']['places']>[number];
export type DecisionRule = z.infer<typeof decision>;
export type MarginRule = z.infer<typeof marginRule>;
export type ObjectRule = z.infer<typeof objectRule>;
