import { resolve } from 'node:path';
import type { IsoDate } from '@landscar/core';
import { makeFolder } from '@landscar/geodata';
import { expandScenes, type SceneInput } from '@landscar/ingest';
import { datesSwapped } from './errors.js';
import { readArea } from './read-area.js';
import type { RunContext } from './run-context.js';
import { runStage } from './run-context.js';
import { ingestStage } from './stages/ingest-stage.js';
import { withoutUndefined } from './without-undefined.js';

export interface IngestCall {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly dateBefore?: IsoDate | undefined;
  readonly dateAfter?: IsoDate | undefined;
  readonly sensor?: string | undefined;
  readonly bands?: readonly string[] | undefined;
  readonly area?: string | undefined;
  readonly crs?: string | undefined;
  /** In units of `crs`. */
  readonly pixelSize?: number | undefined;
  readonly dem?: string | undefined;
  readonly compare?: 'yearly' | 'periodic' | undefined;
  readonly out: string;
}

/** The ingest stage alone, from files; answers the stack's folder. */
export async function ingest(call: IngestCall, context: RunContext): Promise<string> {
  const out = resolve(call.out);
  makeFolder(out);
  const area = call.area === undefined ? undefined : await readArea(call.area);
  const cacheDir = `${out}-imagery-cache`;
  const expand = async (files: readonly string[], date: IsoDate | undefined): Promise<SceneInput[]> => {
    const request = withoutUndefined({ date, sensor: call.sensor, bands: call.bands });
    const found = files.map((file) =>
      expandScenes({ ...request, file: located(file) }, { cacheDir, area, signal: context.signal }),
    );
    return (await Promise.all(found)).flat();
  };
  const before = await expand(call.before, call.dateBefore);
  const after = await expand(call.after, call.dateAfter);
  const lastBefore =
    before
      .map((s) => s.date)
      .sort()
      .at(-1) ?? '';
  const firstAfter = after.map((s) => s.date).sort()[0] ?? '';
  if (lastBefore >= firstAfter) throw datesSwapped('--before, --after', lastBefore, firstAfter);
  await runStage('ingest', context, () =>
    ingestStage(
      {
        before,
        after,
        out,
        ...(call.compare !== undefined && { compare: call.compare }),
        ...(area !== undefined && { area }),
        ...(call.crs !== undefined && { targetGrid: { crs: call.crs, pixelSize: call.pixelSize ?? 10 } }),
        ...(call.dem !== undefined && { dem: resolve(call.dem) }),
      },
      context,
    ),
  );
  return out;
}

/** An address stays one; a path becomes absolute. */
const located = (file: string): string => (/^https?:\/\//u.test(file) ? file : resolve(file));
