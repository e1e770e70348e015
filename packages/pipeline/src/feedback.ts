import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeFeedback, type FeedbackResult } from '@landscar/report';
import { runMissing } from './errors.js';
import { RUN_FILE, type RunRecord } from './run-record.js';
import { withRegister } from './with-register.js';

/** The decided leads of finished runs as labelled chips, in the form that `models finetune` reads. PIPELINE_RUN_MISSING, REPORT_FEEDBACK_NONE. */
export async function exportFeedback(call: {
  readonly site: string;
  /** Folders of finished runs. */
  readonly runs: readonly string[];
  readonly register?: string | undefined;
  readonly out: string;
  readonly copyStacks?: boolean | undefined;
}): Promise<FeedbackResult> {
  const runs = await Promise.all(
    call.runs.map(async (name) => {
      const folder = resolve(name);
      const file = join(folder, RUN_FILE);
      if (!existsSync(file)) throw runMissing(folder);
      const { info } = JSON.parse(await readFile(file, 'utf8')) as RunRecord;
      return { run: info, stackDir: join(folder, 'stack') };
    }),
  );
  return withRegister(call.site, call.register, (register) =>
    writeFeedback(register, runs, resolve(call.out), { copyStacks: call.copyStacks ?? false }),
  );
}
