import type { Disturbance, Lead } from '@landscar/core';
import { writeVector, type FieldValue, type VectorField, type VectorLayerSpec } from '@landscar/geodata';
import type { Lang } from '../messages/phrase.js';
import { roundedAreal } from './geojson.js';
import { leadProperties, rounded } from './lead-properties.js';
import { focusTexts, joined } from './lead-text.js';

const text = (name: string): VectorField => ({ name, type: 'string', width: 0 });
const real = (name: string): VectorField => ({ name, type: 'real', width: 0 });
const whole = (name: string): VectorField => ({ name, type: 'integer', width: 0 });

const LEAD_FIELDS: readonly VectorField[] = [
  ...['id', 'patchNo', 'category', 'categoryText', 'tags'].map(text),
  ...['areaM2', 'areaMu', 'outsideM2'].map(real),
  ...['dateBefore', 'dateAfter', 'firstSeen', 'lastUnchanged', 'confirmedOn'].map(text),
  ...['confidence', 'evidence', 'ruleCertainty'].map(real),
  ...['reasons', 'lowered', 'focus', 'project', 'projectName', 'approvalNumber', 'nearbyProjects', 'zones'].map(text),
  ...['countyCode', 'county', 'kind'].map(text),
  real('kindConfidence'),
  ...['looksLike', 'looksLikeText'].map(text),
  real('looksLikeConfidence'),
  ...['change', 'status'].map(text),
  whole('priority'),
  ...['ruleSet', 'rule'].map(text),
  ...['lon', 'lat'].map(real),
  ...['disturbanceId', 'parentDisturbanceId'].map(text),
];

const DISTURBANCE_FIELDS: readonly VectorField[] = [
  text('id'),
  real('areaM2'),
  ...['dateBefore', 'dateAfter', 'firstSeen', 'lastUnchanged', 'confirmedOn', 'kind'].map(text),
  ...[
    'kindConfidence',
    'confidence',
    'meanProbability',
    'peakProbability',
    'validShare',
    'ndviBefore',
    'ndviAfter',
  ].map(real),
  ...['bareSoilBefore', 'bareSoilAfter', 'changeZ', 'slopeDeg'].map(real),
  text('reasons'),
  text('looksLike'),
  real('looksLikeConfidence'),
];

/** Layer `leads`, EPSG:4326: the properties of the GeoJSON, lists joined to text. */
export function leadsLayer(leads: readonly Lead[], lang: Lang): VectorLayerSpec {
  const features = leads.map((lead) => {
    const all = leadProperties(lead, lang);
    const properties: Record<string, FieldValue> = {};
    for (const [name, value] of Object.entries(all)) {
      if (typeof value === 'string' || typeof value === 'number' || value === null) properties[name] = value;
      else if (Array.isArray(value) && value.every((v) => typeof v === 'string'))
        properties[name] = joined(value, lang);
    }
    properties.focus = joined(focusTexts(lead, lang), lang);
    properties.project = lead.project?.id ?? null;
    properties.projectName = lead.project?.name ?? null;
    properties.approvalNumber = lead.project?.approvalNumber ?? null;
    properties.nearbyProjects = joined(
      lead.nearbyProjects.map((p) => p.name),
      lang,
    );
    return { geometry: roundedAreal(lead.geometryLonLat), properties };
  });
  return { name: 'leads', crs: 'EPSG:4326', fields: LEAD_FIELDS, features, geometryType: 'MultiPolygon' };
}

/** Layer `disturbances`, EPSG:4326. */
export function disturbancesLayer(disturbances: readonly Disturbance[]): VectorLayerSpec {
  const features = disturbances.map((d) => {
    const { reasons, ...numbers } = d.evidence;
    const evidence = Object.entries(numbers).map(([k, v]) => [k, v === null ? null : rounded(v, 5)] as const);
    return {
      geometry: roundedAreal(d.geometryLonLat),
      properties: {
        id: d.id,
        areaM2: rounded(d.areaM2, 2),
        dateBefore: d.dateBefore,
        dateAfter: d.dateAfter,
        firstSeen: d.dated?.firstSeen ?? null,
        lastUnchanged: d.dated?.lastUnchanged ?? null,
        confirmedOn: d.dated?.confirmedOn ?? null,
        kind: d.kind,
        kindConfidence: rounded(d.kindConfidence, 4),
        confidence: rounded(d.confidence, 4),
        meanProbability: rounded(d.meanProbability, 4),
        peakProbability: rounded(d.peakProbability, 4),
        ...Object.fromEntries(evidence),
        reasons: reasons.join(','),
        looksLike: d.looksLike?.kind ?? null,
        looksLikeConfidence: d.looksLike === undefined ? null : rounded(d.looksLike.confidence, 4),
      },
    };
  });
  return { name: 'disturbances', crs: 'EPSG:4326', fields: DISTURBANCE_FIELDS, features, geometryType: 'MultiPolygon' };
}

/** `leads.gpkg`. */
export async function writeLeadsGeoPackage(
  path: string,
  leads: readonly Lead[],
  disturbances: readonly Disturbance[],
  lang: Lang,
): Promise<void> {
  await writeVector(path, { driver: 'GPKG', layers: [leadsLayer(leads, lang), disturbancesLayer(disturbances)] });
}
