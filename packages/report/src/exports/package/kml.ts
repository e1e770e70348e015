import { LEAD_CATEGORIES, m2ToHa, m2ToMu, polygonsOf, type Lead, type Position } from '@landscar/core';
import { say, word } from '../../messages/catalogue.js';
import { fixed } from '../../messages/format-value.js';
import type { Lang } from '../../messages/phrase.js';
import { focusTexts, joined, reasonTexts } from '../lead-text.js';
import { CATEGORY_COLOURS } from '../page/category-colours.js';
// By this name: the formatter takes `html` for HTML and writes <Style> and <Data> small, which readers of KML do not know.
import { html as kml, type Markup } from '../page/html.js';
import { wgs84ToGcj02 } from './gcj02.js';

export type KmlDatum = 'WGS-84' | 'GCJ-02';

/** KML 2.2, one folder a category. The datum stands in the document's name, since KML itself cannot say it. */
export function leadsKml(leads: readonly Lead[], datum: KmlDatum, siteName: string, lang: Lang): string {
  const move = datum === 'WGS-84' ? (p: Position): Position => p : wgs84ToGcj02;
  const folders = LEAD_CATEGORIES.map((category) => {
    const group = leads.filter((lead) => lead.category === category);
    const placemarks = group.map((lead) => placemark(lead, move, lang));
    return group.length > 0 && kml`<Folder><name>${word(lang, 'category', category)}</name>\n${placemarks}</Folder>\n`;
  });
  const styles = LEAD_CATEGORIES.map((category) => {
    const [r, g, b] = [1, 3, 5].map((i) => CATEGORY_COLOURS[category].slice(i, i + 2));
    const [line, fill] = [`ff${b}${g}${r}`, `33${b}${g}${r}`];
    return kml`<Style id="${category}"><LineStyle><color>${line}</color><width>2</width></LineStyle><PolyStyle><color>${fill}</color></PolyStyle></Style>\n`;
  });
  const title = `${siteName} ${say(lang, 'page.title')} (${datum})`;
  return kml`<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${title}</name><description>${say(lang, 'notice.clueOnly')}</description>
${styles}${folders}</Document></kml>
`.text;
}

function placemark(lead: Lead, move: (p: Position) => Position, lang: Lang): Markup {
  const ring = (positions: readonly Position[]): Markup => {
    const text = positions.map(move).map(([x, y]) => `${x.toFixed(7)},${y.toFixed(7)}`);
    return kml`<LinearRing><coordinates>${text.join(' ')}</coordinates></LinearRing>`;
  };
  const polygons = polygonsOf(lead.geometryLonLat).map(([outer, ...holes]) => {
    const inner = holes.map((hole) => kml`<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`);
    return kml`<Polygon><outerBoundaryIs>${ring(outer ?? [])}</outerBoundaryIs>${inner}</Polygon>`;
  });
  const data: [string, string][] = [
    ['id', lead.id],
    ['patchNo', lead.patchNo],
    ['category', lead.category],
    ['areaM2', lead.areaM2.toFixed(2)],
    ['dateBefore', lead.dateBefore],
    ['dateAfter', lead.dateAfter],
    ['project', lead.project?.name ?? ''],
  ];
  const lines = [
    word(lang, 'category', lead.category),
    `${fixed(m2ToHa(lead.areaM2), 2)} ${say(lang, 'page.ha')} / ${fixed(m2ToMu(lead.areaM2), 1)} ${say(lang, 'page.mu')}`,
    `${lead.dateBefore} – ${lead.dateAfter}`,
    joined(focusTexts(lead, lang), lang),
    ...reasonTexts(lead, lang),
    say(lang, 'notice.clueOnly'),
  ];
  const fields = data.map(([name, value]) => kml`<Data name="${name}"><value>${value}</value></Data>`);
  const text = lines.filter((line) => line !== '').join('\n');
  return kml`<Placemark id="${lead.id}"><name>${lead.patchNo}</name><description>${text}</description><styleUrl>#${lead.category}</styleUrl><ExtendedData>${fields}</ExtendedData><MultiGeometry>${polygons}</MultiGeometry></Placemark>\n`;
}
