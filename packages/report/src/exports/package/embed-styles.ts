import Database from 'better-sqlite3';
import type { Lang } from '../../messages/phrase.js';
import { qmlStyle, type PackageLayer } from './qml-style.js';

const FIXED_TIME = '2000-01-01T00:00:00.000Z';

/**
 * Adds the table `layer_styles` that QGIS reads default styles from (QGIS user manual, "Saving styles in database";
 * the table's form is that of QGIS itself), registered as an attribute table so that GDAL lists it too.
 */
export function embedStyles(geopackage: string, layers: readonly PackageLayer[], lang: Lang): void {
  const db = new Database(geopackage);
  try {
    db.transaction(() => {
      db.exec(`CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
        f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
        styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)`);
      db.prepare(
        `INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', ?)`,
      ).run(FIXED_TIME);
      const geometryColumn = db.prepare('SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?').pluck();
      const insert = db.prepare(
        `INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
         styleSLD, useAsDefault, description, owner, update_time) VALUES ('', '', ?, ?, ?, ?, '', 1, '', '', ?)`,
      );
      for (const layer of layers)
        insert.run(layer, geometryColumn.get(layer), layer, qmlStyle(layer, lang), FIXED_TIME);
    })();
  } finally {
    db.close();
  }
}
