import { resolve } from 'node:path';
import type { IsoDate } from '@landscar/core';
import type { SceneInput } from '@landscar/ingest';
import { datesSwapped } from './errors.js';
import { readArea } from './read-area.js';
import type { RunContext } from './run-context.js';
import { runStage } from './run-context.js';
import { sceneDate } from './scene-date.js';
import { ingestStage } from './stages/ingest-stage.js';

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
  readonly out: string;
}

/** The ingest stage alone, from files; answers the stack's folder. */
export async function ingest(call: IngestCall, context: RunContext): Promise<string> {
  const scene = (file: string, date: IsoDate | undefined): SceneInput => ({
    file: resolve(file),
    date: sceneDate(file, date),
    ...(call.sensor !== undefined && { sensor: call.sensor }),
    ...(call.bands !== undefined && { bands: call.bands }),
  });
  const before = call.before.map((file) => scene(file, call.dateBefore));
  const after = call.after.map((file) => scene(file, call.dateAfter));
  const lastBefore =
    before
      .map((s) => s.date)
      .sort()
      .at(-1) ?? '';
  const firstAfter = after.map((s) => s.date).sort()[0] ?? '';
  if (lastBefore >= firstAfter) throw datesSwapped('--before, --after', lastBefore, firstAfter);
  const out = resolve(call.out);
  const area = call.area === undefined ? undefined : await readArea(call.area);
  await runStage('ingest', context, () =>
    ingestStage(
      {
        before,
        after,
        out,
        ...(area !== undefined && { area }),
        ...(call.crs !== undefined && { targetGrid: { crs: call.crs, pixelSize: call.pixelSize ?? 10 } }),
        ...(call.dem !== undefined && { dem: resolve(call.dem) }),
      },
      context,
    ),
  );
  return out;
}
