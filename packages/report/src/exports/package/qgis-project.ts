import { say } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import { html, type Markup } from '../page/html.js';
import { rendererXml, type PackageLayer } from './qml-style.js';

export interface ProjectLayer {
  readonly layer: PackageLayer;
  readonly geometry: 'Polygon' | 'Line';
}

/** `ProjectionsEnabled` among the properties makes QGIS read the project's own CRS at all. */
const SRS = html`<spatialrefsys nativeFormat="Wkt"
  ><proj4>+proj=longlat +datum=WGS84 +no_defs</proj4><srsid>3452</srsid><srid>4326</srid><authid>EPSG:4326</authid
  ><description>WGS 84</description><geographicflag>true</geographicflag></spatialrefsys
>`;

/** A QGIS 3 project beside `landscar.gpkg`, with relative paths: it opens wherever the folder is put. */
export function qgisProject(
  layers: readonly ProjectLayer[],
  bounds: readonly [number, number, number, number],
  title: string,
  lang: Lang,
): string {
  const id = (layer: PackageLayer): string => `${layer}_landscar`;
  const source = (layer: PackageLayer): string => `./landscar.gpkg|layername=${layer}`;
  const tree = layers.map(
    ({ layer }) =>
      html`<layer-tree-layer
        id="${id(layer)}"
        name="${say(lang, `layer.${layer}`)}"
        source="${source(layer)}"
        providerKey="ogr"
        checked="Qt::Checked"
        expanded="0"
      />`,
  );
  const maps = layers.map(
    ({ layer, geometry }) =>
      html`<maplayer type="vector" geometry="${geometry}" hasScaleBasedVisibilityFlag="0"
        ><id>${id(layer)}</id><datasource>${source(layer)}</datasource
        ><layername>${say(lang, `layer.${layer}`)}</layername><srs>${SRS}</srs
        ><provider encoding="UTF-8">ogr</provider>${rendererXml(layer, lang)}</maplayer
      > `,
  );
  const [minX, minY, maxX, maxY] = bounds;
  const extent: Markup = html`<extent
    ><xmin>${minX}</xmin><ymin>${minY}</ymin><xmax>${maxX}</xmax><ymax>${maxY}</ymax></extent
  >`;
  return html`<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
    <qgis version="3.22.0" projectname="${title}"
      ><title>${title}</title><projectCrs>${SRS}</projectCrs>
      <layer-tree-group>${tree}</layer-tree-group>
      <mapcanvas name="theMapCanvas"><units>degrees</units>${extent}<destinationsrs>${SRS}</destinationsrs></mapcanvas>
      <projectlayers> ${maps}</projectlayers>
      <layerorder>${layers.map(({ layer }) => html`<layer id="${id(layer)}" />`)}</layerorder>
      <properties
        ><Paths><Absolute type="bool">false</Absolute></Paths
        ><SpatialRefSys><ProjectionsEnabled type="int">1</ProjectionsEnabled></SpatialRefSys></properties
      ></qgis
    > `.text;
}
