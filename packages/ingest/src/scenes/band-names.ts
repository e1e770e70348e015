import type { BandName } from '@landscar/core';
import type { RasterInfo } from '@landscar/geodata';
import { bandCount, bandOrder, bandTwice, sensorUnknown } from '../errors.js';
import type { SceneInput } from '../options.js';
import type { SensorTable } from './sensors/sensor-table.js';
import { SENSORS, SIX_BANDS, bandByDescription } from './sensors/sensors.js';

/** Band numbers by common name, from what the user named, what the file says of itself, or the sensor's table. */
export function nameBands(
  input: SceneInput,
  info: RasterInfo,
  table: SensorTable | undefined,
): ReadonlyMap<BandName, number> {
  const described = describedBands(info, table);
  const complete = described.every((d): d is BandName => d !== null);
  if (input.bands !== undefined) return fromUser(input.file, input.bands, info, described);
  if (complete) return numbered(input.file, described);
  if (table === undefined)
    throw sensorUnknown(
      input.file,
      input.sensor ?? 'none',
      SENSORS.map((s) => s.id),
    );
  const own = table.bands.map((b) => b.name);
  const optical = own.every((n) => !SIX_BANDS.includes(n)) ? own : SIX_BANDS.filter((n) => own.includes(n));
  for (const list of [own, optical]) if (list.length === info.bandCount) return numbered(input.file, list);
  throw bandCount(input.file, info.bandCount, own);
}

/** What the file says its bands are. Without a sensor, names that every table which knows them reads alike (B02 … B12). */
function describedBands(info: RasterInfo, table: SensorTable | undefined): (BandName | null)[] {
  if (table !== undefined) return info.bandNames.map((d) => bandByDescription(table, d));
  const readings = [undefined, ...SENSORS]
    .map((t) => info.bandNames.map((d) => bandByDescription(t, d)))
    .filter((names) => names.every((n) => n !== null));
  const [first, ...others] = readings;
  const agree = first !== undefined && others.every((names) => names.every((n, i) => n === first[i]));
  return agree ? first : info.bandNames.map((d) => bandByDescription(undefined, d));
}

function fromUser(
  file: string,
  named: readonly BandName[],
  info: RasterInfo,
  described: readonly (BandName | null)[],
): ReadonlyMap<BandName, number> {
  if (named.length !== info.bandCount) throw bandCount(file, info.bandCount, named);
  const contradicted = described.some((d, i) => d !== null && named.includes(d) && d !== named[i]);
  if (contradicted)
    throw bandOrder(
      file,
      described.map((d, i) => d ?? `band ${i + 1}`),
      named,
    );
  return numbered(file, named);
}

function numbered(file: string, names: readonly BandName[]): ReadonlyMap<BandName, number> {
  if (new Set(names).size !== names.length) throw bandTwice(file, names);
  return new Map(names.map((n, i) => [n, i + 1]));
}
