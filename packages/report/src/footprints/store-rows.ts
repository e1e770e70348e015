import { canonicalJson, polygonsOf, type Geometry, type IsoDate } from '@landscar/core';
import type { FieldValue, VectorField } from '@landscar/geodata';
import type { Footprint, FootprintKind } from './types.js';

/** One version of one approved outline as it is kept: the field names are those that the reader of footprints knows. */
export interface StoreRow {
  readonly geometry: Geometry | null;
  readonly properties: Readonly<Record<string, FieldValue>>;
}

/** Who took a version over, when, and from which file. */
export interface Origin {
  readonly version: number;
  readonly source: string;
  readonly who: string;
  readonly at: string;
}

const text = (name: string): VectorField => ({ name, type: 'string', width: 0 });
const real = (name: string): VectorField => ({ name, type: 'real', width: 0 });

export const STORE_FIELDS: readonly VectorField[] = [
  ...['PRID', 'PRNM', 'RPNUM', 'DPOZ', 'PRTYPE', 'SEAA', 'SADT', 'KGSJ', 'VALIDFROM', 'VALIDTO', 'VECTYPE', 'PAPT'].map(
    text,
  ),
  ...['DAREA', 'PAREA', 'ACCURACY', 'ROWM', 'LON', 'LAT'].map(real),
  ...['XZQ', 'MARKS', 'SOURCE', 'BYWHOM', 'ATTIME'].map(text),
  { name: 'VERSION', type: 'integer', width: 0 },
];

const KINDS: Readonly<Record<FootprintKind, string>> = {
  extent: '防治责任范围',
  schematic: '示意性范围',
  line: '线位',
  list: '名录',
};

export function rowOf(f: Footprint, origin: Origin, validFrom: IsoDate | null): StoreRow {
  const statedHa = f.statedAreaM2 === null ? null : f.statedAreaM2 / 10_000;
  return {
    geometry: f.lineLonLat ?? f.geometryLonLat,
    properties: {
      PRID: f.project.id,
      PRNM: f.project.name,
      RPNUM: f.project.approvalNumber,
      DPOZ: f.developer,
      PRTYPE: f.projectType,
      SEAA: f.authority,
      SADT: f.approvalDate,
      KGSJ: f.startDate,
      VALIDFROM: validFrom,
      VALIDTO: f.validTo,
      VECTYPE: KINDS[f.kind],
      PAPT: f.part,
      DAREA: f.part === null ? statedHa : null,
      PAREA: f.part === null ? null : statedHa,
      ACCURACY: f.accuracyM,
      ROWM: f.rightOfWayM,
      LON: f.position?.[0] ?? null,
      LAT: f.position?.[1] ?? null,
      XZQ: f.countyText,
      MARKS: f.marks.length === 0 ? null : f.marks.join(';'),
      SOURCE: origin.source,
      BYWHOM: origin.who,
      ATTIME: origin.at,
      VERSION: origin.version,
    },
  };
}

/** What makes two versions the same approval: outline to a tenth of a millimetre, part, kind, dates and number. */
export function contentOf({ geometry, properties: p }: StoreRow): string {
  const round = (v: number): number => Math.round(v * 1e9) / 1e9;
  const areal = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
  const shape =
    geometry === null
      ? null
      : areal
        ? polygonsOf(geometry).map((rings) => rings.map((ring) => ring.map(([x, y]) => [round(x), round(y)])))
        : geometry;
  const facts = ['RPNUM', 'SADT', 'KGSJ', 'VECTYPE', 'PAPT', 'ROWM', 'LON', 'LAT'].map((name) => p[name] ?? null);
  return canonicalJson([shape, facts]);
}
