import { basename, extname } from 'node:path';
import { bboxOf, geodesicAreaM2, type Areal, type Geometry, type Linear, type Position } from '@landscar/core';
import { createTransform, loadOverlay, mapPositions, readVector, type Overlay } from '@landscar/geodata';
import { localMetric } from '../match/local-metric.js';
import { readAttributes, type Attributes } from './attributes.js';
import { inBox, readCrsFromCoordinates, zonesThatFit, type ExpectedArea, JINCHENG } from './crs-reading.js';
import { matchFields, type FieldMatch } from './field-aliases.js';
import { checkOutline } from './outline.js';
import { problemText, type ProblemCode } from './problem-words.js';
import { readTable } from './read-list.js';
import type { Footprint, FootprintKind, FootprintProblem, FootprintSource } from './types.js';

export interface ReadContext {
  /** Where footprints are expected; null checks no place (a CRS that is not stated then cannot be found). */
  readonly area: ExpectedArea | null;
  readonly lang: 'zh' | 'en';
  /** Take every repair, also one that changes an area by more than 1 %. */
  readonly repair: boolean;
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
  readonly features: readonly FeatureReading[];
  readonly footprints: readonly Footprint[];
  readonly problems: readonly FootprintProblem[];
}

const DEFAULT_ACCURACY_M = 5;
const DEFAULT_RIGHT_OF_WAY_M = 30;

export const defaultReadContext: ReadContext = { area: JINCHENG, lang: 'zh', repair: false };

/** Collects what is wrong with one file, in words. */
class Problems {
  readonly list: FootprintProblem[] = [];
  constructor(
    private readonly file: string,
    private readonly lang: 'zh' | 'en',
  ) {}
  add(
    code: ProblemCode,
    severity: 'error' | 'warning',
    feature: number | null,
    values: Readonly<Record<string, string | number>> = {},
  ): void {
    this.list.push({ code, severity, file: this.file, feature, message: problemText(code, values, this.lang) });
  }
}

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
  const problems = new Problems(source.file, context.lang);
  const words = context.lang === 'zh' ? 0 : 1;
  if (layer.features.length === 0) problems.add('EMPTY_FILE', 'error', null);
  if (layer.encoding === 'unknown') problems.add('ENCODING_UNKNOWN', 'error', null);
  if (layer.encodingReason.includes('although'))
    problems.add('ENCODING_MISLABELLED', 'warning', null, { reason: layer.encodingReason });
  const match = matchFields(
    layer.fields.map((f) => f.name),
    source.fields,
  );
  reportFields(
    match,
    layer.fields.map((f) => f.name),
    problems,
  );

  const positions = layer.features.flatMap((f) => (f.geometry === null ? [] : [middleOf(f.geometry)]));
  const stated = layer.crs ?? source.crs ?? null;
  const reading =
    stated === null && context.area !== null && positions.length > 0
      ? await readCrsFromCoordinates(positions, context.area)
      : null;
  const crs = stated ?? reading?.crs ?? null;
  const crsReason =
    layer.crs !== null
      ? ['文件自带坐标系', 'stated by the file'][words]
      : source.crs !== undefined
        ? ['由用户指定', 'told by the user'][words]
        : (reading?.reason[words] ?? ['文件未注明坐标系', 'no CRS in the file'][words]);
  if (stated === null && positions.length > 0) {
    if (crs === null) problems.add('CRS_UNKNOWN', 'error', null, { reason: crsReason ?? '' });
    else problems.add('CRS_DETECTED', 'warning', null, { crs });
  }
  if (reading?.swapped === true) problems.add('AXES_SWAPPED', 'warning', null);

  const overlay = await loadOverlay();
  const toLonLat = crs === null ? null : await createTransform(crs, 'EPSG:4326');
  const swap = reading?.swapped === true || (await isSwapped(stated, positions, context.area));
  if (swap && reading?.swapped !== true) problems.add('AXES_SWAPPED', 'warning', null);
  if (stated !== null && !swap) await checkPlace(stated, positions, context, problems);

  const footprints: Footprint[] = [];
  const features: FeatureReading[] = [];
  for (const feature of layer.features) {
    const report = (code: ProblemCode, values: Readonly<Record<string, string | number>>): void => {
      problems.add(code, code === 'ENCODING_LOST' ? 'error' : 'warning', feature.number, values);
    };
    const attributes = readAttributes(feature.properties, match, report);
    const kind =
      source.kind ?? attributes.kind ?? (feature.geometry !== null && isLine(feature.geometry) ? 'line' : 'extent');
    const marks = stated === null && crs !== null ? [`crsDetected:${crs}`] : [];
    const common = describe(source, feature.number, attributes, kind, marks);
    let outline: Areal | null = null;
    if (feature.geometry === null) problems.add('NO_GEOMETRY', 'error', feature.number);
    else if (toLonLat !== null) {
      const geometry = toLonLat.geometry(
        swap ? mapPositions(feature.geometry, ([x, y]): Position => [y, x]) : feature.geometry,
      );
      const made = makeOutline(geometry, common, source, context, feature.number, problems, overlay);
      outline = made.outline;
      if (made.repaired) marks.push('repaired');
    }
    const areaM2 = outline === null ? null : geodesicAreaM2(outline);
    if (areaM2 !== null) checkStatedArea(attributes.statedAreaHa, areaM2, feature.number, problems);
    features.push({ number: feature.number, name: common.project.name, kind, areaM2 });
    if (outline !== null) footprints.push({ ...common, geometryLonLat: outline, areaM2, marks });
  }
  return {
    file: source.file,
    crs,
    crsReason: crsReason ?? '',
    encoding: layer.encoding,
    features,
    footprints,
    problems: problems.list,
  };
}

async function readList(source: FootprintSource, context: ReadContext): Promise<FileReading> {
  const table = await readTable(source.file, source.layer);
  const problems = new Problems(source.file, context.lang);
  if (table.rows.length === 0) problems.add('EMPTY_FILE', 'error', null);
  const match = matchFields(table.columns, source.fields);
  reportFields(match, table.columns, problems);
  const footprints = table.rows.map((row): Footprint => {
    if (row.hadFormula) problems.add('ROW_FORMULA', 'warning', row.number);
    const attributes = readAttributes(row.values, match, (code, values) =>
      problems.add(code, 'warning', row.number, values),
    );
    const { lon, lat } = attributes;
    const position: Position | null = lon !== null && lat !== null && Math.abs(lat) <= 90 ? [lon, lat] : null;
    if (position === null) problems.add('LIST_NO_PLACE', 'warning', row.number);
    else if (context.area !== null && !inBox(position, context.area))
      problems.add('OUTSIDE_AREA', 'warning', row.number);
    return { ...describe(source, row.number, attributes, 'list', []), position };
  });
  const features = footprints.map((f, i) => ({
    number: table.rows[i]?.number ?? i + 1,
    name: f.project.name,
    kind: f.kind,
    areaM2: null,
  }));
  const crsReason = context.lang === 'zh' ? '名录，无图形' : 'a list, no geometry';
  return {
    file: source.file,
    crs: null,
    crsReason,
    encoding: table.encoding,
    features,
    footprints,
    problems: problems.list,
  };
}

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
    accuracyM: source.accuracyM ?? DEFAULT_ACCURACY_M,
    rightOfWayM: kind === 'line' ? (a.rightOfWayM ?? source.rightOfWayM ?? DEFAULT_RIGHT_OF_WAY_M) : null,
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

/** The valid outline in degrees; lines become their right-of-way. Checked in a metric plane at the feature itself. */
function makeOutline(
  geometry: Geometry,
  common: Footprint,
  source: FootprintSource,
  context: ReadContext,
  number: number,
  problems: Problems,
  overlay: Overlay,
): { outline: Areal | null; repaired: boolean } {
  const nothing = { outline: null, repaired: false };
  const plane = localMetric(middleOf(geometry));
  if (isLine(geometry)) {
    if (common.kind !== 'line')
      problems.add('NOT_POLYGON', 'error', number, { found: geometry.type, allowed: 'Polygon' });
    if (common.kind !== 'line') return nothing;
    const widthM = common.rightOfWayM ?? DEFAULT_RIGHT_OF_WAY_M;
    if (source.rightOfWayM === undefined && widthM === DEFAULT_RIGHT_OF_WAY_M)
      problems.add('LINE_WITHOUT_WIDTH', 'warning', number, { widthM });
    const strip = overlay.buffer(plane.metres(geometry), widthM / 2);
    return { outline: strip === null ? null : plane.lonLat(strip), repaired: false };
  }
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') {
    problems.add('NOT_POLYGON', 'error', number, { found: geometry.type, allowed: 'Polygon' });
    return nothing;
  }
  const check = checkOutline(plane.metres(geometry), overlay);
  const unasked = check.outline === null && check.repaired !== null && context.repair;
  for (const f of check.findings) problems.add(f.code, unasked ? 'warning' : f.severity, number, f.values);
  if (!check.wasRepaired) return { outline: check.outline === null ? null : geometry, repaired: false };
  const repaired = check.outline ?? (context.repair ? check.repaired : null);
  return { outline: repaired === null ? null : plane.lonLat(repaired), repaired: repaired !== null };
}

function reportFields(match: FieldMatch, has: readonly string[], problems: Problems): void {
  for (const field of match.missing) problems.add('FIELD_MISSING', 'error', null, { field, has: has.join(', ') });
  for (const field of match.truncated) {
    const meaning = Object.entries(match.fields).find(([, name]) => name === field)?.[0] ?? '';
    problems.add('FIELD_TRUNCATED', 'warning', null, { field, meaning });
  }
  if (match.fields.name === undefined) problems.add('NO_NAME', 'warning', null);
}

const isLine = (g: Geometry): g is Linear => g.type === 'LineString' || g.type === 'MultiLineString';

function middleOf(geometry: Geometry): Position {
  const [minX, minY, maxX, maxY] = bboxOf(geometry);
  return [(minX + maxX) / 2, (minY + maxY) / 2];
}

/** A file that states degrees but has latitude first. */
async function isSwapped(
  stated: string | null,
  positions: readonly Position[],
  area: ExpectedArea | null,
): Promise<boolean> {
  const p = positions[Math.floor(positions.length / 2)];
  if (stated === null || area === null || p === undefined) return false;
  const toLonLat = await createTransform(stated, 'EPSG:4326');
  const lands = (q: Position): boolean => {
    try {
      return inBox(toLonLat(q), area);
    } catch {
      return false;
    }
  };
  return !lands(p) && lands([p[1], p[0]]);
}

/** A stated zone that puts everything outside of the area is named, with the zone that would fit. */
async function checkPlace(
  crs: string,
  positions: readonly Position[],
  context: ReadContext,
  problems: Problems,
): Promise<void> {
  const { area } = context;
  const p = positions[Math.floor(positions.length / 2)];
  if (area === null || p === undefined) return;
  const toLonLat = await createTransform(crs, 'EPSG:4326');
  let landed: Position | null = null;
  try {
    landed = toLonLat(p);
  } catch {
    landed = null;
  }
  if (landed !== null && inBox(landed, area)) return;
  const fits = await zonesThatFit(p, area);
  const names = fits.map((c) => `${c.crs} (${c.name})`).join(', ');
  const zh = names === '' ? `没有坐标带使其落在${area.name}` : `按 ${names} 则落在${area.name}`;
  const en = names === '' ? `no zone puts it in ${area.name}` : `as ${names} it would land in ${area.name}`;
  const [lon, lat] = landed === null ? ['—', '—'] : landed.map((v) => v.toFixed(4));
  problems.add('WRONG_ZONE', 'error', null, {
    crs,
    lon: lon ?? '—',
    lat: lat ?? '—',
    fit: context.lang === 'zh' ? zh : en,
  });
}

/** Half as much or half as much again is worth a word; fifteen, a hundred or ten thousand times is a unit. */
function checkStatedArea(statedHa: number | null, areaM2: number, number: number, problems: Problems): void {
  if (statedHa === null || statedHa <= 0 || areaM2 <= 0) return;
  const factor = (statedHa * 10_000) / areaM2;
  if (factor < 1.5 && factor > 1 / 1.5) return;
  const near = (unit: number): boolean => factor > unit * 0.8 && factor < unit * 1.25;
  const hint = near(15)
    ? '（单位可能是亩 / probably mu）'
    : near(10_000)
      ? '（单位可能是平方米 / probably m²）'
      : near(0.01)
        ? '（单位可能是平方公里 / probably km²）'
        : '';
  problems.add('AREA_MISMATCH', 'warning', number, {
    stated: statedHa,
    measured: Number((areaM2 / 10_000).toFixed(4)),
    factor: Number(factor.toPrecision(3)),
    hint,
  });
}
