import { LEAD_CATEGORIES } from '@landscar/core';
import { word } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import { CATEGORY_COLOURS } from '../page/category-colours.js';
import { html, type Markup } from '../page/html.js';

/** Layers of a package and how each is drawn. */
export const PACKAGE_LAYERS = ['leads', 'disturbances', 'footprints', 'focus', 'unobserved'] as const;
export type PackageLayer = (typeof PACKAGE_LAYERS)[number];

const SINGLE: Readonly<
  Record<Exclude<PackageLayer, 'leads'>, { colour: string; width: number; fill: string; line?: true }>
> = {
  disturbances: { colour: '120,120,120,255', width: 0.3, fill: 'no' },
  footprints: { colour: '18,97,111,255', width: 0.5, fill: 'no' },
  focus: { colour: '60,60,180,255', width: 0.5, fill: 'no', line: true },
  unobserved: { colour: '90,90,90,255', width: 0.1, fill: 'b_diagonal' },
};

/** A renderer of QGIS 3 (QML and QGS share it): leads by category, the others in one style. */
export function rendererXml(layer: PackageLayer, lang: Lang): Markup {
  if (layer !== 'leads') {
    const { colour, width, fill, line } = SINGLE[layer];
    return html`<renderer-v2 type="singleSymbol" symbollevels="0" forceraster="0" enableorderby="0"
      ><symbols>${symbol('0', colour, width, fill, line === true)}</symbols></renderer-v2
    >`;
  }
  const categories = LEAD_CATEGORIES.map(
    (category, i) =>
      html`<category value="${category}" symbol="${i}" label="${word(lang, 'category', category)}" render="true" />`,
  );
  const symbols = LEAD_CATEGORIES.map((category, i) => {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(CATEGORY_COLOURS[category].slice(at, at + 2), 16));
    return symbol(String(i), `${r ?? 0},${g ?? 0},${b ?? 0},255`, 0.6, 'solid', false);
  });
  return html`<renderer-v2 type="categorizedSymbol" attr="category" symbollevels="0" forceraster="0" enableorderby="0"
    ><categories>${categories}</categories><symbols>${symbols}</symbols></renderer-v2
  >`;
}

/** A style file of one layer, as it is embedded in the GeoPackage. */
export const qmlStyle = (layer: PackageLayer, lang: Lang): string =>
  html`<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
    <qgis version="3.22" styleCategories="Symbology">${rendererXml(layer, lang)}</qgis> `.text;

function symbol(name: string, colour: string, widthMm: number, fill: string, line: boolean): Markup {
  const option = (key: string, value: string): Markup => html`<option type="QString" name="${key}" value="${value}" />`;
  const options = line
    ? [option('line_color', colour), option('line_width', String(widthMm)), option('line_width_unit', 'MM')]
    : [
        option('color', colour.replace(/255$/u, fill === 'solid' ? '45' : '255')),
        option('style', fill),
        option('outline_color', colour),
        option('outline_width', String(widthMm)),
        option('outline_width_unit', 'MM'),
      ];
  return html`<symbol type="${line ? 'line' : 'fill'}" name="${name}" alpha="1" clip_to_extent="1" force_rhr="0"
    ><layer class="${line ? 'SimpleLine' : 'SimpleFill'}" enabled="1" locked="0" pass="0"
      ><option type="Map">${options}</option></layer
    ></symbol
  >`;
}
