import { DISTURBANCE_CLASSES, LEAD_CATEGORIES, LEAD_TAGS } from '@landscar/core';
import { z } from 'zod';
import { DETERMINATIONS, LEAD_STATES } from '../lifecycle/moves.js';

/** Names of the exchange files; the number changes when a reader of the old form could go wrong. */
export const CLUES_FORMAT = 'landscar-clues';
export const RECEIPT_FORMAT = 'landscar-clues-receipt';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const party = z.string().trim().min(1).max(120);
const lon = z.number().min(-180).max(180);
const lat = z.number().min(-90).max(90);
const position = z.tuple([lon, lat]);
const ring = z.array(position).min(4);
const areal = z.union([
  z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
  z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
]);
const m2 = z.number().min(0).nullable().default(null);

/** One clue. No field holds words of a person, a name of one, a telephone number or a picture. */
export const clueSchema = z.object({
  id: z.string().trim().min(1).max(120).describe('Stable at the sender; with the sender it names the clue.'),
  lon: lon.describe('Degrees, EPSG:4326, inside the outline.'),
  lat: lat.describe('Degrees, EPSG:4326.'),
  geometry: areal.nullable().default(null).describe('Outline in EPSG:4326; in CSV as WKT in the column WKT.'),
  areaM2: m2.describe('Geodesic area, m².'),
  outsideM2: m2.describe('Of that outside of the approved extent, m².'),
  dateBefore: day.nullable().default(null).describe('Day of the earlier image.'),
  dateAfter: day.nullable().default(null).describe('Day of the later image, or of the find.'),
  category: z.enum(LEAD_CATEGORIES).nullable().default(null).describe('What imagery suggests; never a finding.'),
  tags: z.array(z.enum(LEAD_TAGS)).default([]).describe('In CSV joined by semicolons.'),
  kind: z.enum(DISTURBANCE_CLASSES).nullable().default(null),
  patchNo: z.string().max(60).nullable().default(null),
  countyCode: z
    .string()
    .regex(/^\d{6}$/u)
    .nullable()
    .default(null),
  county: z.string().max(60).nullable().default(null),
  projectName: z.string().max(200).nullable().default(null),
  approvalNumber: z.string().max(120).nullable().default(null),
  state: z.enum(LEAD_STATES).nullable().default(null).describe('Where the sender stands with it.'),
  determination: z.enum(DETERMINATIONS).nullable().default(null).describe('What a person at the sender recorded.'),
  determinedOn: day.nullable().default(null),
  historyEntry: z.int().positive().nullable().default(null).describe('Entry of the sender’s history behind it.'),
  historyHash: sha256.nullable().default(null),
});
export type Clue = z.output<typeof clueSchema>;

/** `clues.json`. `sha256` is of the canonical JSON (keys in order, no blanks) of everything else. */
export const cluePackageSchema = z.strictObject({
  format: z.literal(CLUES_FORMAT),
  version: z.literal(1),
  sender: party,
  recipient: party,
  preparedAt: z.string().min(10).describe('ISO time.'),
  notice: z.string().default(''),
  clues: z.array(clueSchema),
  sha256,
});
export type CluePackage = z.output<typeof cluePackageSchema>;

export const CLUE_OUTCOMES = ['new', 'known', 'changed', 'refused'] as const;

/** `receipt.json`: what became of each clue at the recipient. */
export const receiptSchema = z.strictObject({
  format: z.literal(RECEIPT_FORMAT),
  version: z.literal(1),
  sender: party.describe('Who sent the clues.'),
  recipient: party.describe('Who received them and writes this.'),
  receivedAt: z.string().min(10),
  packageSha256: sha256,
  counts: z.record(z.enum(CLUE_OUTCOMES), z.int().min(0)),
  clues: z.array(
    z.strictObject({
      id: z.string(),
      outcome: z.enum(CLUE_OUTCOMES),
      /** Ids of the recipient's own leads on the same ground. */
      ownIds: z.array(z.string()),
    }),
  ),
  sha256,
});
export type ClueReceipt = z.output<typeof receiptSchema>;

/** JSON Schemas (2020-12) of the three files, for docs/exchange: what a sender of another department writes. */
export const exchangeSchemas = (): Readonly<Record<string, unknown>> => ({
  'clues.schema.json': z.toJSONSchema(cluePackageSchema, { io: 'input' }),
  'clue-row.schema.json': z.toJSONSchema(clueSchema.omit({ geometry: true }), { io: 'input' }),
  'receipt.schema.json': z.toJSONSchema(receiptSchema, { io: 'input' }),
});
