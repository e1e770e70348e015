import { basename, extname } from 'node:path';
import { geodesicAreaM2, type IsoDate, type Linear, type Position } from '@landscar/core';
import { loadOverlay, readVector } from '@landscar/geodata';
import { readAttributes, type Attributes } from './attributes.js';
import { inBox, JINCHENG, type ExpectedArea } from './crs-reading.js';
import { checkDatum, gcj02ToWgs84 } from './datum.js';
import { crsOfLayer, toWgs84 } from './layer-crs.js';
import { matchFields, type FieldMatch } from './field-aliases.js';
import { FileProblems } from './file-problems.js';
import { isLine, makeOutline } from './make-outline.js';
import { onEarth } from './on-earth.js';
import type { ProblemCode } from './problem-words.js';
import { readTable } from './read-list.js';
import { checkStatedArea } from './stated-area.js';
import type { Footprint, FootprintKind, FootprintProblem, FootprintSource } from './types.js';

export interface ReadContext {
  /** Where footprints are expected; null checks no place (a CRS that is not stated then cannot be found). */
  readonly area: ExpectedArea | null;
  readonly lang: 'zh' | 'en';
  /** Take every repair, also one that changes an area by more than 1 %. */
  readonly repair: boolean;
  /** Day on which approvals are looked at for their age; null does not look. */
  readonly on: IsoDate | null;
}

export interface FeatureReading {
  readonly number: number;
  readonly name: string;
  readonly kind: FootprintKind;
  /** Geodesic; null without an outline. */
  readonly areaM2: number | null;
}

export interface FileReading {
  readonly file: string;
  readonly crs: string | null;
  readonly crsReason: string;
  readonly encoding: string;
  /** Names of the attributes or columns of the file. */
  readonly columns: readonly string[];
  readonly features: readonly FeatureReading[];
  readonly footprints: readonly Footprint[];
  readonly problems: readonly FootprintProblem[];
}

const DEFAULT_ACCURACY_M = 5;
/** 令53 第18条: an approval of more than three years before the start of work must be reviewed again. */
const APPROVAL_YEARS = 3;

export const defaultReadContext: ReadContext = { area: JINCHENG, lang: 'zh', repair: false, on: null };

/** Reads one file whole, with all its problems; only a file that cannot be opened throws. */
export async function readFootprintFile(source: FootprintSource, context: ReadContext): Promise<FileReading> {
  const isTable = ['.xlsx', '.csv'].includes(extname(source.file).toLowerCase());
  return isTable ? readList(source, context) : readOutlines(source, context);
}

async function readOutlines(source: FootprintSource, context: ReadContext): Promise<FileReading> {
  const layer = await readVector(source.file, {
    ...(source.layer !== undefined && { layer: source.layer }),
    ...(source.encoding !== undefined && { encoding: source.encoding }),
  });
  const problems = new FileProblems(source.file, context.lang);
  if (layer.features.length === 0) problems.add('EMPTY_FILE', 'error', null);
  if (layer.encoding === 'unknown') problems.add('ENCODING_UNKNOWN', 'error', null);
  if (layer.encodingReason.includes('although'))
    problems.add('ENCODING_MISLABELLED', 'warning', null, { reason: layer.encodingReason });
  checkDatum(source, problems);
  const columns = layer.fields.map((f) => f.name);
  const match = matchFields(columns, source.fields);
  reportFields(match, columns, problems);
  const fileCrs = await crsOfLayer(layer, source.crs, context.area, problems);
  const overlay = await loadOverlay();
  const footprints: Footprint[] = [];
  const features: FeatureReading[] = [];
  for (const { number, geometry: raw, properties } of layer.features) {
    const report = (code: ProblemCode, values: Readonly<Record<string, string | number>>): void => {
      problems.add(code, code === 'ENCODING_LOST' ? 'error' : 'warning', number, values);
    };
    const attributes = readAttributes(properties, match, report);
    const kind = source.kind ?? attributes.kind ?? (raw !== null && isLine(raw) ? 'line' : 'extent');
    const featureCrs = fileCrs.of.get(number);
    const marks = [...attributes.marks, ...(featureCrs?.detected === true ? [`crsDetected:${featureCrs.crs}`] : [])];
    if (source.datum === 'gcj02') marks.push('gcj02');
    const common = describe(source, number, attributes, kind, marks);
    checkAge(common, number, context, problems);
    if (kind === 'list' && raw === null) {
      footprints.push({ ...common, position: positionOf(attributes) });
      features.push({ number, name: common.project.name, kind, areaM2: null });
      continue;
    }
    const landed = raw === null || featureCrs === undefined ? null : await toWgs84(raw, featureCrs, source.datum);
    const geometry = landed !== null && onEarth(landed) ? landed : null;
    if (landed !== null && geometry === null) problems.add('NOT_ON_EARTH', 'error', number);
    if (raw === null) problems.add('NO_GEOMETRY', 'error', number);
    const made =
      geometry === null
        ? { outline: null, repaired: false }
        : makeOutline(geometry, common, { number, repair: context.repair, problems, overlay });
    if (made.repaired && !marks.includes('repaired')) marks.push('repaired');
    const areaM2 = made.outline === null ? null : geodesicAreaM2(made.outline);
    if (areaM2 !== null) checkStatedArea(attributes.statedAreaHa, areaM2, number, problems);
    features.push({ number, name: common.project.name, kind, areaM2 });
    if (made.outline === null) continue;
    const line: { lineLonLat?: Linear } = geometry !== null && isLine(geometry) ? { lineLonLat: geometry } : {};
    footprints.push({ ...common, ...line, geometryLonLat: made.outline, areaM2, marks });
  }
  return {
    file: source.file,
    crs: fileCrs.crs,
    crsReason: fileCrs.reason,
    encoding: layer.encoding,
    columns,
    features,
    footprints,
    problems: problems.list,
  };
}

async function readList(source: FootprintSource, context: ReadContext): Promise<FileReading> {
  const table = await readTable(source.file, source.layer);
  const problems = new FileProblems(source.file, context.lang);
  if (table.rows.length === 0) problems.add('EMPTY_FILE', 'error', null);
  if (table.otherSheets.length > 0)
    problems.add('OTHER_SHEETS', 'warning', null, { sheets: table.otherSheets.join(', ') });
  const match = matchFields(table.columns, source.fields);
  reportFields(match, table.columns, problems);
  const footprints = table.rows.map((row): Footprint => {
    if (row.hadFormula) problems.add('ROW_FORMULA', 'warning', row.number);
    const attributes = readAttributes(row.values, match, (code, values) =>
      problems.add(code, 'warning', row.number, values),
    );
    const told = positionOf(attributes);
    const position = told !== null && source.datum === 'gcj02' ? gcj02ToWgs84(told) : told;
    if (position === null) problems.add('LIST_NO_PLACE', 'warning', row.number);
    else if (context.area !== null && !inBox(position, context.area)) {
      const [lon, lat] = position;
      problems.add('OUTSIDE_AREA', 'warning', row.number, { lon, lat, area: context.area.name });
    }
    const footprint = { ...describe(source, row.number, attributes, 'list', attributes.marks), position };
    checkAge(footprint, row.number, context, problems);
    return footprint;
  });
  const features = footprints.map((f, i) => ({
    number: table.rows[i]?.number ?? i + 1,
    name: f.project.name,
    kind: f.kind,
    areaM2: null,
  }));
  return {
    file: source.file,
    crs: null,
    crsReason: context.lang === 'zh' ? '名录，无图形' : 'a list, no geometry',
    encoding: table.encoding,
    columns: table.columns,
    features,
    footprints,
    problems: problems.list,
  };
}

const positionOf = ({ lon, lat }: Attributes): Position | null =>
  lon !== null && lat !== null && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null;

function describe(
  source: FootprintSource,
  number: number,
  a: Attributes,
  kind: FootprintKind,
  marks: readonly string[],
): Footprint {
  // A footprint without a name is called by its file and number.
  const own = `${basename(source.file)}#${number}`;
  return {
    id: own,
    project: {
      id: a.projectId ?? a.approvalNumber ?? a.name ?? own,
      name: a.name ?? own,
      approvalNumber: a.approvalNumber,
    },
    kind,
    geometryLonLat: null,
    position: null,
    areaM2: null,
    statedAreaM2: a.statedAreaHa === null ? null : a.statedAreaHa * 10_000,
    accuracyM: a.accuracyM ?? source.accuracyM ?? DEFAULT_ACCURACY_M,
    rightOfWayM: kind === 'line' ? (a.rightOfWayM ?? source.rightOfWayM ?? null) : null,
    part: a.part,
    developer: a.developer,
    projectType: a.projectType,
    authority: a.authority,
    approvalDate: a.approvalDate,
    startDate: a.startDate,
    validFrom: a.validFrom ?? a.approvalDate,
    validTo: a.validTo,
    countyText: a.countyText,
    marks,
  };
}

function checkAge(f: Footprint, number: number, { on }: ReadContext, problems: FileProblems): void {
  if (on === null || f.approvalDate === null || f.startDate !== null || f.validTo !== null) return;
  const limit = `${Number(f.approvalDate.slice(0, 4)) + APPROVAL_YEARS}${f.approvalDate.slice(4)}`;
  if (limit < on) problems.add('EXPIRED', 'warning', number, { date: f.approvalDate });
}

function reportFields(match: FieldMatch, has: readonly string[], problems: FileProblems): void {
  for (const field of match.missing) problems.add('FIELD_MISSING', 'error', null, { field, has: has.join(', ') });
  for (const field of match.truncated) {
    const meaning = Object.entries(match.fields).find(([, name]) => name === field)?.[0] ?? '';
    problems.add('FIELD_TRUNCATED', 'warning', null, { field, meaning });
  }
  if (match.fields.name === undefined) problems.add('NO_NAME', 'warning', null);
}
