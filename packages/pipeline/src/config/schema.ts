import { GROUND_KINDS, parseAreaM2, parseDate, parseLengthM, type GroundKind } from '@landscar/core';
import { z } from 'zod';

/** A value written as text with its unit, read by a parser of core; the parser's sentence becomes the problem. */
const parsed = <T>(read: (text: string) => T, example: string) =>
  z.union([z.string(), z.number()]).transform((value, context) => {
    try {
      return read(String(value));
    } catch {
      context.addIssue({ code: 'custom', message: `expected ${example}` });
      return z.NEVER;
    }
  });

const length = parsed(parseLengthM, 'a length with its unit, such as 100m or 1.5km');
const area = parsed(parseAreaM2, 'an area with its unit, such as 0.2ha or 3mu');
type OptionalArea = z.ZodOptional<typeof area>;
const date = parsed(parseDate, 'a day that exists, such as 2025-06-20');
const file = z.string().min(1);

const stac = z.strictObject({
  api: z.url({ protocol: /^https?$/u }).describe('Root of a STAC API; its `/search` is asked for the area.'),
  collections: z.array(z.string()).optional(),
  from: date.optional(),
  to: date.optional(),
  maxCloud: z.number().min(0).max(1).optional().describe('Scenes that say more cloud are left out.'),
});

const scene = z
  .strictObject({
    file: file
      .optional()
      .describe('A raster, a SAFE folder or zip, a Landsat folder, a folder of these, a glob, or a STAC file.'),
    stac: stac.optional().describe('Instead of `file`: a search; what it finds is downloaded to `imagery-cache`.'),
    date: date.optional().describe('Needed where the file does not say it.'),
    period: z.enum(['before', 'after']),
    sensor: z.string().default('generic').describe('A name of the sensor table, or `generic` with `bands`.'),
    bands: z
      .array(z.string())
      .optional()
      .describe("Common names in the file's order; `scl`, `qa60`, `cldprb`, `qa_pixel` are quality bands."),
    scale: z.number().positive().optional().describe('reflectance = number × scale + offset, where the file differs.'),
    offset: z.number().optional(),
  })
  .refine((s) => (s.file === undefined) !== (s.stac === undefined), 'either `file` or `stac`');

const focus = z.strictObject({
  kind: z.string().min(1).describe('expressway, railway, river, mine, or any other word.'),
  file,
  layer: z.string().optional(),
  buffer: length.default(0).describe('On each side of a line, or around an area.'),
  minArea: area
    .optional()
    .describe(
      'Smallest disturbance that counts here, in place of `minArea` below, smaller or larger; of several layers the smallest.',
    ),
  priority: z.number().min(0).max(10).default(1).describe('0 (lowest) to 10.'),
  name: z.string().optional().describe('Field with the name of the corridor.'),
});

const zone = z.strictObject({ kind: z.string().min(1), file, name: z.string().optional() });

const footprints = z.strictObject({
  file,
  layer: z.string().optional(),
  kind: z
    .enum(['extent', 'schematic', 'line', 'list'])
    .optional()
    .describe(
      'extent 防治责任范围, schematic 示意性范围, line (right-of-way), list (no polygons); default: as each record says, else extent.',
    ),
  fields: z.record(z.string(), z.string()).default({}).describe("Our field name to the file's: `{ name: PRNM }`."),
  encoding: z.string().optional(),
  crs: z.string().optional().describe('CRS where the file has none, or a wrong one: it is never guessed silently.'),
  datum: z
    .enum(['wgs84', 'gcj02'])
    .optional()
    .describe('Of a file in degrees; 奥维 files (.ovkml) must say it. GCJ-02 is turned back only when told here.'),
  accuracy: length.default(5).describe('How far the outline may be off.'),
  rightOfWay: length.optional().describe('Full width of the right-of-way of a line-only footprint.'),
});

const ratio = z.number().min(0).max(1).optional();
const weight = z.number().min(0).optional();
const judging = z.strictObject({
  minOutside: area.optional().describe('Ground outside of an outline below this is drawing accuracy (default 0.05ha).'),
  minOutsideRatio: ratio.describe('… and below this share of the patch (default 0.05).'),
  sureOutside: area.optional().describe('Outside ground from this on counts whatever its share (default 0.5ha).'),
  minOverlap: area.optional().describe('A smaller overlap of patch and outline is a touch (default 0.01ha).'),
  relocation: length.optional().describe('How far an idle approved place may be for 疑似建设地点变更 (default 1km).'),
  listNear: length.optional().describe('How near a listed project must be for 待关联 (default 500m).'),
  minSteepRatio: ratio.describe('From this share of slopes of 25° on a lead lies on steep ground (default 0.1).'),
  priority: z
    .strictObject({ category: weight, size: weight, focus: weight, zone: weight, growth: weight, evidence: weight })
    .default({})
    .describe('Weights of the priority; docs/rules.md has the formula.'),
});

const siteObject = z.strictObject({
  name: z.string().min(1),
  demo: z.boolean().default(false).describe('True for invented data: every output says 演示数据.'),
  scenes: z.array(scene).min(2, 'at least one scene before and one after'),
  compare: z
    .enum(['yearly', 'periodic'])
    .default('periodic')
    .describe('Several scenes before: yearly leads with the one of the same season, periodic with the last one.'),
  area: z
    .union([file, z.strictObject({ file, layer: z.string().optional() })])
    .optional()
    .describe('Polygon file; without it the whole overlap of the scenes.'),
  counties: z.strictObject({ file, code: z.string().default('adcode'), name: z.string().default('name') }).optional(),
  focus: z.array(focus).default([]),
  focusOnly: z
    .boolean()
    .default(false)
    .describe('Read and judge only corridors and approved places with their surroundings, as `scan --focus-only`.'),
  preliminary: z
    .boolean()
    .default(true)
    .describe(
      'With `focus`: its leads are judged first and lie in `preliminary/` of the run folder, marked 先行结果, until the run has finished.',
    ),
  zones: z.array(zone).default([]),
  footprints: z.array(footprints).default([]),
  rules: z.string().default('auto').describe('auto: the rule set in force at the after date.'),
  model: z.string().default('default').describe('Folder name in models/, or a path.'),
  runtime: z.string().optional(),
  detection: z
    .strictObject({
      precision: z.enum(['fp32', 'int8']).default('fp32').describe('int8 where the model was measured with it.'),
      changeGate: z.enum(['on', 'off']).default('off').describe('Skip windows where nothing can have changed.'),
      statistics: z
        .enum(['cell', 'scene'])
        .default('cell')
        .describe('One set of statistics a cell of 24 km, or one for all.'),
    })
    .prefault({})
    .describe('What docs/performance.md and docs/models.md tell about.'),
  judging: judging.default({ priority: {} }).describe('What no rule text fixes: tolerances and weights.'),
  dem: file.optional().describe('Elevation in metres, for slopes of 25° and more.'),
  grid: z
    .strictObject({ crs: z.string(), pixelSize: z.number().positive() })
    .optional()
    .describe("Without it the stack keeps the after scene's grid."),
  gate: z
    .strictObject({
      maxGsdRatio: z.number().min(1).optional(),
      minOverlapRatio: z.number().min(0).max(1).optional(),
      minClearRatio: z.number().min(0).max(1).optional(),
      warnCloudRatio: z.number().min(0).max(1).optional(),
      maxShiftPx: z.number().positive().optional(),
      warnShiftPx: z.number().positive().optional(),
      warnSeasonGapDays: z.number().min(0).max(183).optional(),
      maxSeasonGapDays: z.number().min(0).max(183).optional(),
    })
    .default({}),
  minArea: area.optional().describe("Smallest disturbance kept; the model's where not given."),
  minAreaByKind: z
    .strictObject(
      Object.fromEntries(GROUND_KINDS.map((kind) => [kind, area.optional()])) as Record<GroundKind, OptionalArea>,
    )
    .optional()
    .describe(
      'In place of `minArea` where a classifier is sure what the ground looks like; near a focus layer with its own, the smaller of both.',
    ),
  outputs: z
    .strictObject({
      lang: z.enum(['zh', 'en']).default('zh'),
      looksLike: z
        .boolean()
        .default(true)
        .describe(
          'Show what a classifier says the ground looks like, where it is sure enough to say so. It learned from made-up ground: advice only (docs/evaluation.md).',
        ),
    })
    .default({ lang: 'zh', looksLike: true }),
  register: z.string().default('register.sqlite').describe('`register.sqlite` beside the site file, or postgres://…'),
});

export const siteSchema = siteObject.refine((site) => site.outputs.looksLike || site.minAreaByKind === undefined, {
  path: ['minAreaByKind'],
  message: 'nothing here while `outputs: { looksLike: false }` leaves unsaid what ground looks like',
});

/** A site as it is used: units parsed, defaults filled in; lengths in m, areas in m². */
export type SiteConfig = z.output<typeof siteSchema>;

/** The schema as JSON Schema, for docs/config.md. */
export const siteSchemaJson = (): unknown => z.toJSONSchema(siteSchema, { io: 'input' });
