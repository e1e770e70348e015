import { dirname, join, resolve } from 'node:path';
import { canonicalJson } from '@landscar/core';
import { hashPath, hashText, makeFolder, readDisturbances, readStackManifest } from '@landscar/geodata';
import type { FootprintKind } from '@landscar/report';
import { lookedGround } from './looked-ground.js';
import { runStage, type RunContext } from './run-context.js';
import { runIdOf } from './run-id.js';
import { exportStage } from './stages/export-stage.js';
import { reportStage } from './stages/report-stage.js';

export interface ReportCall {
  /** Folder written by `landscar detect`. */
  readonly detection: string;
  /** Folder of its stack; `../stack` beside it where not given. */
  readonly stack?: string | undefined;
  readonly footprints: readonly string[];
  readonly kind?: FootprintKind | undefined;
  readonly counties?: string | undefined;
  readonly rules?: string | undefined;
  /** Without one the leads are numbered but not remembered. */
  readonly register?: string | undefined;
  readonly lang?: 'zh' | 'en' | undefined;
  readonly name?: string | undefined;
  readonly out: string;
}

/** The report stage alone, from files: disturbances and footprints become leads and the files that people open. */
export async function report(
  call: ReportCall,
  context: RunContext,
): Promise<{ readonly page: string; readonly leads: number }> {
  const detectionDir = resolve(call.detection);
  const stackDir = resolve(call.stack ?? join(dirname(detectionDir), 'stack'));
  const out = resolve(call.out);
  const lang = call.lang ?? 'zh';
  const stack = await readStackManifest(stackDir);
  const detection = await readDisturbances(detectionDir);
  const files = call.footprints.map((file) => resolve(file));
  const hashes = await Promise.all(files.map(hashPath));
  const fingerprint = hashText(
    canonicalJson({ stack: stack.fingerprint, summary: detection.summary, hashes, rules: call.rules ?? 'auto' }),
  );
  const runId = runIdOf(stack.dateAfter, fingerprint);
  makeFolder(out);
  const reported = await runStage('report', context, async () =>
    reportStage(
      {
        sources: {
          footprints: files.map((file) => ({ file, ...(call.kind !== undefined && { kind: call.kind }) })),
          focus: [],
          zones: [],
          dem: null,
          judging: {},
          counties: call.counties === undefined ? null : { file: resolve(call.counties), code: 'adcode', name: 'name' },
        },
        rules: call.rules ?? 'auto',
        lang,
        register: call.register ?? ':memory:',
        runId,
        fingerprint,
        stackDir,
        stack,
        detection,
        ground: await lookedGround(stackDir, undefined),
      },
      context,
    ),
  );
  await runStage('export', context, () =>
    exportStage(
      {
        siteName: call.name ?? runId,
        demo: false,
        lang,
        runId,
        out,
        stackDir,
        stack,
        detection,
        report: reported.value,
        modelDir: null,
      },
      context,
    ),
  );
  return { page: join(out, 'index.html'), leads: reported.value.leads.length };
}
