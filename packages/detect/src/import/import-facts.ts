import type { ManifestFacts } from '../convert/model-writer.js';
import { importFacts } from '../errors.js';
import { areFeatureBands, FEATURE_BANDS, type FeatureBand } from '../features/feature-bands.js';
import { FEATURE_SETS, featureChannels, type FeatureSetName } from '../features/feature-sets.js';
import { manifestSchema } from '../models/manifest.js';

/** What no model file tells; what is undefined was not given. */
export interface ImportFacts {
  readonly id?: string | undefined;
  /** SPDX id or words. */
  readonly licence?: string | undefined;
  readonly contact?: string | undefined;
  readonly features?: string | undefined;
  /** Bands that the features are made of, in the order of `FEATURE_BANDS`; all six where not given. */
  readonly bands?: readonly string[] | undefined;
  readonly output?: 'logit' | 'probability' | undefined;
  /** Ground pixel sizes in metres that the model is for. */
  readonly resolutionMinM?: number | undefined;
  readonly resolutionMaxM?: number | undefined;
  /** Days between the dates that the model is for; 0 to 3660 where not given. */
  readonly gapDays?: readonly [number, number] | undefined;
  /** Probability 0..1 from which a pixel counts as changed. */
  readonly threshold?: number | undefined;
  /** What it was trained on, in words. */
  readonly data?: string | undefined;
  /** Measured on random input where not given. */
  readonly haloPx?: number | undefined;
  readonly stridePx?: number | undefined;
}

/** The facts as options of `landscar models import`, with what they mean. */
const NEEDED = {
  id: '--id NAME (lower case, the folder’s name)',
  licence: '--licence SPDX (of the weights)',
  contact: '--contact WHO',
  features: `--features SET (${Object.keys(FEATURE_SETS).join(', ')})`,
  output: '--output logit|probability',
  resolutionMinM: '--resolution MIN,MAX (metres a pixel)',
  threshold: '--threshold P (probability from which a pixel counts)',
  data: '--data WORDS (what it was trained on)',
} as const satisfies Partial<Record<keyof ImportFacts, string>>;

type Measured = 'haloPx' | 'stridePx';

export type CompleteFacts = {
  readonly [K in Exclude<keyof ImportFacts, Measured | 'bands'>]-?: NonNullable<ImportFacts[K]>;
} & { readonly bands: readonly FeatureBand[] };

const { id, licence, contact, input } = manifestSchema.shape;
/** What was given has to be what the manifest takes. */
const GIVEN = {
  id: ['--id', id],
  licence: ['--licence', licence],
  contact: ['--contact', contact],
  data: ['--data', licence],
  stridePx: ['--stride', input.shape.stridePx],
} as const satisfies Partial<Record<keyof ImportFacts, unknown>>;

/** Throws DETECT_IMPORT_FACTS with every fact that is missing or wrong. */
export function requireFacts(facts: ImportFacts, where: string): CompleteFacts {
  const missing = Object.entries(NEEDED).filter(([key]) => facts[key as keyof ImportFacts] === undefined);
  const wrong = Object.entries(GIVEN).flatMap(([key, [option, schema]]) => {
    const given = facts[key as keyof typeof GIVEN];
    const problem = given === undefined ? undefined : schema.safeParse(given).error?.issues[0]?.message;
    return problem === undefined ? [] : [`${option} '${given}': ${problem}`];
  });
  if (facts.features !== undefined && !(facts.features in FEATURE_SETS))
    wrong.push(`'${facts.features}' for ${NEEDED.features}`);
  const { bands = FEATURE_BANDS, gapDays = [0, 3660] } = facts;
  if (!areFeatureBands(bands))
    wrong.push(`--bands ${bands.join(',')}: of ${FEATURE_BANDS.join(',')} in this order, with the first four`);
  const options = missing.map(([, option]) => option);
  if (options.length + wrong.length > 0) throw importFacts(where, options, wrong);
  return { ...facts, bands, gapDays } as CompleteFacts;
}

/** The manifest of an imported model: pixels over the threshold, connected, are objects. */
export function manifestFacts(
  facts: CompleteFacts,
  measured: { readonly haloPx: number; readonly stridePx: number; readonly runtimes: readonly string[] },
): ManifestFacts {
  const bar = Math.log(facts.threshold / (1 - facts.threshold));
  const features = facts.features as FeatureSetName;
  const bands = [...facts.bands];
  return {
    manifestVersion: 1,
    id: facts.id,
    version: '1.0.0',
    licence: facts.licence,
    contact: facts.contact,
    card: 'card.md',
    task: {
      kind: 'change-segmentation',
      classes: [
        { value: 0, name: 'unchanged', colour: '#000000', disturbance: false },
        { value: 1, name: 'changed ground', colour: '#e4572e', disturbance: true },
      ],
    },
    input: {
      dates: ['before', 'after'],
      gapDays: { min: facts.gapDays[0], max: facts.gapDays[1] },
      bands,
      features,
      channels: featureChannels({ features, bands }).length,
      layout: 'nchw',
      dtype: 'float32',
      noData: 'asUnchanged',
      resolutionM: { min: facts.resolutionMinM, max: facts.resolutionMaxM },
      stridePx: measured.stridePx,
      haloPx: measured.haloPx,
    },
    output: { meaning: facts.output, dtype: 'float32', range: facts.output === 'logit' ? [-1000, 1000] : [0, 1] },
    decision: {
      rule: 'scene-object@2',
      changeLengthWeight: 0,
      quantile: 0.975,
      quantileWeight: 0,
      lo: bar,
      bar,
      penalties: [],
      size: { weight: 0, minHa: 0.1, maxHa: 1 },
      outline: { belowMean: 0, highest: bar },
      confidence: { slope: 1, intercept: 0 },
      calibration: { slope: 1, intercept: 0 },
      minObjectM2: 0,
      minAreaM2: 1000,
      fillHolesM2: 0,
    },
    resources: {
      memoryBytes: 400_000_000,
      batch: 1,
      runtimes: measured.runtimes as ManifestFacts['resources']['runtimes'],
    },
    provenance: { data: [facts.data], regions: [], seasons: [], scores: [] },
  };
}
