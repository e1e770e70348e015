import { join, resolve } from 'node:path';
import type { DetectOptions } from '@landscar/detect';
import { DETECTION_FILES, makeFolder } from '@landscar/geodata';
import { lockSite } from '@landscar/jobs';
import { modelFolder } from './models-folder.js';
import { growingPreliminaryDir, removePreliminary, showPreliminary } from './preliminary.js';
import { readArea } from './read-area.js';
import { runStage, type RunContext, type StageOutcome } from './run-context.js';
import { detectStage, type Detection } from './stages/detect-stage.js';
import { withoutUndefined } from './without-undefined.js';

export interface DetectCall {
  readonly stack: string;
  readonly out: string;
  readonly model: string;
  readonly runtime?: string | undefined;
  readonly precision?: 'fp32' | 'int8' | undefined;
  readonly statistics?: 'cell' | 'scene' | undefined;
  readonly gate?: 'on' | 'off' | undefined;
  /** Smallest disturbance kept, m². */
  readonly minArea?: number | undefined;
  readonly writeScore?: boolean | undefined;
  readonly looksLike?: boolean | undefined;
  /** Vector file of corridors and sites (polygons): their blocks come first. */
  readonly focus?: string | undefined;
  /** Leave out what lies outside of the focus. */
  readonly focusOnly?: boolean | undefined;
}

/** The detection stage alone, from a stack on disk. What a focus gave lies in `preliminary` of the folder until all is there. */
export async function detect(call: DetectCall, context: RunContext): Promise<StageOutcome<Detection>> {
  const out = resolve(call.out);
  makeFolder(out);
  const { runtime, precision, statistics, gate, minArea: minAreaM2, writeScore, looksLike, focusOnly } = call;
  const focus = call.focus === undefined ? undefined : await readArea(call.focus);
  const options: DetectOptions = {
    modelDir: modelFolder(call.model),
    ...withoutUndefined({ runtime, precision, statistics, gate, minAreaM2, writeScore, looksLike, focus, focusOnly }),
    preliminaryDir: growingPreliminaryDir(out),
  };
  const onPreliminary = ({ disturbances }: Detection): Promise<void> =>
    showPreliminary(out, DETECTION_FILES.disturbances, { disturbances: disturbances.length }, context);
  // Of two runs in one folder, the first to end takes the blocks of the other away.
  const release = lockSite(join(out, '.landscar.lock'));
  try {
    await removePreliminary(out);
    const stage = () => detectStage(resolve(call.stack), out, options, context, { onPreliminary });
    const detection = await runStage('detect', context, stage);
    await removePreliminary(out);
    return detection;
  } finally {
    release();
  }
}
