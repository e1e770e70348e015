import { basename } from 'node:path';
import { geodesicDistanceM, gridBounds, type BandName, type Grid, type StackWarning } from '@landscar/core';
import { hashPath, hashText, openProjection, rasterInfo, type Projection } from '@landscar/geodata';
import { axisSwapped, sensorUnknown, stretched } from '../errors.js';
import type { SceneInput } from '../options.js';
import { nameBands } from './band-names.js';
import { sampleScene, type SceneSample } from './sample-scene.js';
import type { Scene } from './scene.js';
import { QUALITY_BANDS, qualityByName } from './sensors/quality-bands.js';
import type { SensorTable } from './sensors/sensor-table.js';
import { SENSORS, sensorById } from './sensors/sensors.js';

export interface OpenedScene {
  readonly scene: Scene;
  readonly warnings: readonly StackWarning[];
}

/** sha256 of a file or folder. */
export type HashPath = (path: string) => Promise<string>;

/** Opens a scene given as one raster file: its bands, scale, place on the ground. Reads a few small windows. */
export async function openScene(input: SceneInput, hash: HashPath = hashPath): Promise<OpenedScene> {
  const hashing = hashOf(input, hash);
  // Met below; what is wrong with the imagery is told first.
  hashing.catch(() => undefined);
  const source = input.source ?? input.file;
  const info = await rasterInfo(source);
  const table = input.sensor === undefined ? undefined : sensorById(input.sensor);
  if (table === undefined && input.bands === undefined && input.sensor !== undefined) {
    throw sensorUnknown(
      input.file,
      input.sensor,
      SENSORS.map((s) => s.id),
    );
  }
  const named = nameBands(input, info, table);
  const { bands, quality } = splitQuality(named);
  const sample = await sampleScene(source, info, [...bands.values()]);
  const warnings: StackWarning[] = [];
  const warn: Warn = (code, message, values = {}) =>
    void warnings.push({
      code,
      message: `${input.file}: ${message}`,
      values: { file: basename(input.file), ...values },
    });
  checkPicture(input, table, info.dataType, sample);
  if (info.pixelIsPoint)
    warn(
      'INGEST_PIXEL_IS_POINT',
      'its corner is a pixel centre (PixelIsPoint); moved by half a pixel as the tag demands',
    );
  if (info.noData !== null && info.noData !== 0 && sample.hasZero && !sample.hasDeclaredNoData) {
    warn(
      'INGEST_NODATA_WRONG',
      `no data is declared as ${info.noData}, but the empty border holds 0; both count as no data`,
      { noData: info.noData },
    );
  }
  const scaling = scaleOf(input, table, info.dataType, sample, warn);
  const lonLat = await openProjection(info.grid.crs, 'EPSG:4326');
  const lonLatBox = boxOf(info.grid, lonLat);
  checkAxes(input.file, lonLatBox);
  const scene: Scene = {
    file: input.file,
    source,
    date: input.date,
    sensor: input.sensor ?? 'unknown',
    reflectance: table?.reflectance ?? 'unknown',
    sha256: await hashing,
    info,
    bands,
    quality,
    sun: input.sun ?? null,
    sourceNoData: info.noData !== null && sample.hasDeclaredNoData ? info.noData : 0,
    ...scaling,
    gsdM: gsdOf(info.grid, lonLat),
    lonLatBox,
  };
  return { scene, warnings };
}

const hashOf = async ({ file, files }: SceneInput, hash: HashPath): Promise<string> =>
  files === undefined ? hash(file) : hashText((await Promise.all(files.map(hash))).join('\n'));

/** Bands that hold pixels, and the one that says which of them to believe. */
function splitQuality(named: ReadonlyMap<BandName, number>): Pick<Scene, 'bands' | 'quality'> {
  const bands = new Map([...named].filter(([name]) => qualityByName(name) === undefined));
  for (const table of QUALITY_BANDS) {
    const band = named.get(table.id);
    if (band !== undefined) return { bands, quality: { table, band } };
  }
  return { bands, quality: null };
}

/** Eight-bit numbers under a reflectance sensor are a picture: they carry no reflectance any more. */
function checkPicture(input: SceneInput, table: SensorTable | undefined, dataType: string, sample: SceneSample): void {
  if (table === undefined || input.scale !== undefined) return;
  if (dataType === 'Byte') throw stretched(input.file, 'bytes, 0..255', table.id);
  const integral = !dataType.startsWith('Float');
  if (integral && sample.pixels > 1000 && sample.max <= 255)
    throw stretched(input.file, `${dataType} with numbers up to ${sample.max} only`, table.id);
}

type Warn = (code: string, message: string, values?: StackWarning['values']) => void;

type Scaling = Pick<Scene, 'gain' | 'bias' | 'saturatedFrom'>;

function scaleOf(
  input: SceneInput,
  table: SensorTable | undefined,
  dataType: string,
  sample: SceneSample,
  warn: Warn,
): Scaling {
  let scale = input.scale ?? table?.scale;
  let offset = input.offset ?? table?.offset ?? 0;
  if (scale === undefined) {
    scale = guessScale(dataType, sample);
    warn('INGEST_SCALE_ASSUMED', `unknown sensor: reflectance taken as digital number × ${scale}`, { scale });
  }
  const late = table?.baselineOffset;
  // Files cut from products of baseline 04.00 may still carry its offset: then nothing on the ground is below it.
  if (
    late !== undefined &&
    late !== null &&
    input.offset === undefined &&
    input.date >= late.firstDate &&
    sample.p01 >= -late.offset
  ) {
    offset += late.offset * scale;
    warn(
      'INGEST_BASELINE_OFFSET',
      `the offset of ${late.offset} of baseline ${late.since} was found in the numbers (1st percentile ${sample.p01}) and taken off`,
      { offset: late.offset, baseline: late.since },
    );
  }
  const gain = scale * 1e4;
  const bias = offset * 1e4;
  const full = table?.saturatedFrom;
  // Cubic resampling rounds the top off: two per cent below full is full.
  return { gain, bias, saturatedFrom: full === undefined || full === null ? Infinity : (full * gain + bias) * 0.98 };
}

function guessScale(dataType: string, sample: SceneSample): number {
  if (dataType === 'Byte') return 1 / 255;
  if (dataType.startsWith('Float') && sample.p99 <= 2) return 1;
  return sample.max <= 255 ? 1 / 255 : sample.max <= 1023 ? 1 / 1023 : 1e-4;
}

function boxOf(grid: Grid, project: Projection): readonly [number, number, number, number] {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const ring = steps.flatMap((t) => {
    const [x, y] = [minX + t * (maxX - minX), minY + t * (maxY - minY)];
    return [project([x, minY]), project([x, maxY]), project([minX, y]), project([maxX, y])];
  });
  const [xs, ys] = [ring.map((p) => p[0]), ring.map((p) => p[1])];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function checkAxes(file: string, [west, south, east, north]: readonly [number, number, number, number]): void {
  const sane = west >= -180.5 && east <= 180.5 && south >= -90 && north <= 90 && west < east && south < north;
  if (!sane) throw axisSwapped(file, `longitude ${west} to ${east}, latitude ${south} to ${north}`);
}

function gsdOf(grid: Grid, project: Projection): number {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
  const middle = project([x, y]);
  return Math.max(
    geodesicDistanceM(middle, project([x + grid.pixelWidth, y])),
    geodesicDistanceM(middle, project([x, y - grid.pixelHeight])),
  );
}
