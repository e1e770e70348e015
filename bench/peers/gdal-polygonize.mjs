// GDAL's polygonize on the pixels of value 1 of a raster, into memory: seconds, polygons and area on stdout.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
const gdal = createRequire(new URL('../../packages/geodata/package.json', import.meta.url))('gdal-async');
const file = process.argv[2];
const dataset = gdal.open(file);
const band = dataset.bands.get(1);
const start = performance.now();
const memory = gdal.open('memory', 'w', 'Memory');
const layer = memory.layers.create('p', dataset.srs, gdal.wkbPolygon);
layer.fields.add(new gdal.FieldDefn('v', gdal.OFTInteger));
gdal.polygonize({ src: band, dst: layer, pixValField: 0, connectedness: 4 });
let count = 0;
let area = 0;
layer.features.forEach((feature) => {
  if (feature.fields.get('v') !== 1) return;
  count++;
  area += feature.getGeometry().getArea();
});
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ seconds, count, area }));
