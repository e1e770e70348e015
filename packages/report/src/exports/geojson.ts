import type { Areal, Lead, Position } from '@landscar/core';
import { say } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';
import { leadProperties } from './lead-properties.js';
import type { RunInfo } from './run-info.js';

/** About 1 cm on the ground: seven decimals, as RFC 7946 section 11.2 finds ample. */
const DECIMALS = 1e7;

/** `leads.geojson`: EPSG:4326, longitude then latitude, one feature a line, in the order of the leads. */
export function leadsGeoJson(leads: readonly Lead[], run: RunInfo, lang: Lang): string {
  const features = leads.map((lead) =>
    JSON.stringify({
      type: 'Feature',
      id: lead.id,
      properties: leadProperties(lead, lang),
      geometry: roundedAreal(lead.geometryLonLat),
    }),
  );
  const head = {
    type: 'FeatureCollection',
    name: 'leads',
    notice: say(lang, 'notice.clueOnly'),
    ...(run.demo && { demo: say(lang, 'notice.demo') }),
    modelLicence: run.modelLicence,
  };
  return `${JSON.stringify(head).slice(0, -1)},"features":[\n${features.join(',\n')}\n]}\n`;
}

/** The same areal geometry with coordinates on a grid of 1e-7 degrees. */
export function roundedAreal(g: Areal): Areal {
  const position = ([x, y]: Position): Position => [
    Math.round(x * DECIMALS) / DECIMALS,
    Math.round(y * DECIMALS) / DECIMALS,
  ];
  return g.type === 'Polygon'
    ? { type: 'Polygon', coordinates: g.coordinates.map((ring) => ring.map(position)) }
    : { type: 'MultiPolygon', coordinates: g.coordinates.map((p) => p.map((ring) => ring.map(position))) };
}
