import { parseAreaM2, parseDate, parseLengthM } from '@landscar/core';
import { z } from 'zod';

/** A value written as text with its unit, read by a parser of core; the parser's sentence becomes the problem. */
const parsed = <T>(read: (text: string) => T, example: string) =>
  z.union([z.string(), z.number(), z.date()]).transform((value, context) => {
    try {
      return read(value instanceof Date ? value.toISOString().slice(0, 10) : String(value));
    } catch {
      context.addIssue({ code: 'custom', message: `expected ${example}` });
      return z.NEVER;
    }
  });

const length = parsed(parseLengthM, 'a length with its unit, such as 100m or 1.5km');
const area = parsed(parseAreaM2, 'an area with its unit, such as 0.2ha or 3mu');
const date = parsed(parseDate, 'a day that exists, such as 2025-06-20');
const file = z.string().min(1);

const scene = z.strictObject({
  /** A GeoTIFF, a SAFE folder or zip, a Landsat folder, a glob, or a STAC file. */
  file,
  /** Needed where the file does not say it. */
  date: date.optional(),
  period: z.enum(['before', 'after']),
  /** A name of the sensor table, or `generic` with `bands`. */
  sensor: z.string().default('generic'),
  /** Common names in the file's order. */
  bands: z.array(z.string()).optional(),
});

const focus = z.strictObject({
  /** expressway, railway, river, mine, or any other word. */
  kind: z.string().min(1),
  file,
  layer: z.string().optional(),
  /** On each side of a line, or around an area. */
  buffer: length.default(0),
  /** Smallest disturbance that counts here. */
  minArea: area.optional(),
  /** 0 (lowest) to 10. */
  priority: z.number().min(0).max(10).default(1),
  /** Field with the name of the corridor. */
  name: z.string().optional(),
});

const zone = z.strictObject({ kind: z.string().min(1), file, name: z.string().optional() });

const footprints = z.strictObject({
  file,
  layer: z.string().optional(),
  /** extent 防治责任范围, schematic 示意性范围, line (right-of-way), list (no polygons). */
  kind: z.enum(['extent', 'schematic', 'line', 'list']).default('extent'),
  /** Our field name to the file's: `{ name: PRNM }`. */
  fields: z.record(z.string(), z.string()).default({}),
  encoding: z.string().optional(),
  /** CRS where the file has none: it is never guessed silently. */
  crs: z.string().optional(),
  /** How far the outline may be off. */
  accuracy: length.default(5),
  /** Full width of the right-of-way of a line-only footprint. */
  rightOfWay: length.optional(),
});

export const siteSchema = z.strictObject({
  name: z.string().min(1),
  /** True for invented data: every output says 演示数据. */
  demo: z.boolean().default(false),
  scenes: z.array(scene).min(2, 'at least one scene before and one after'),
  /** Polygon file; without it the whole overlap of the scenes. */
  area: z.union([file, z.strictObject({ file, layer: z.string().optional() })]).optional(),
  counties: z.strictObject({ file, code: z.string().default('adcode'), name: z.string().default('name') }).optional(),
  focus: z.array(focus).default([]),
  zones: z.array(zone).default([]),
  footprints: z.array(footprints).default([]),
  /** auto: the rule set in force at the after date. */
  rules: z.string().default('auto'),
  /** Folder name in models/, or a path. */
  model: z.string().default('default'),
  runtime: z.string().optional(),
  /** Elevation, for the slope band. */
  dem: file.optional(),
  /** Without it the stack keeps the after scene's grid. */
  grid: z.strictObject({ crs: z.string(), pixelSize: z.number().positive() }).optional(),
  gate: z
    .strictObject({
      maxShiftPx: z.number().positive().optional(),
      warnShiftPx: z.number().positive().optional(),
      maxCloudShare: z.number().min(0).max(1).optional(),
      maxSeasonGapDays: z.number().min(0).max(183).optional(),
      maxGsdRatio: z.number().min(1).optional(),
      minOverlapShare: z.number().min(0).max(1).optional(),
    })
    .default({}),
  /** Smallest disturbance kept. */
  minArea: area.optional(),
  outputs: z.strictObject({ lang: z.enum(['zh', 'en']).default('zh') }).default({ lang: 'zh' }),
  /** `register.sqlite` beside the site file, or postgres://… */
  register: z.string().default('register.sqlite'),
});

/** A site as it is used: units parsed, defaults filled in; lengths in m, areas in m². */
export type SiteConfig = z.output<typeof siteSchema>;
