import type { RunContext, RunEvent } from '@landscar/pipeline';
import type { Logger } from 'pino';
import { abortOnInterrupt } from './interrupt.js';
import { openLog } from './logger.js';
import { terminalLang } from './terminal-language.js';
import { chooseRenderer } from './render/choose-renderer.js';

export interface RunFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly workers?: number;
}

/** Opens the log file of a run, once its folder is known. */
export type OpenRunLog = (folder: string, runId: string) => void;

/** Gives a run its signal, progress and log; sets the exit code that `work` answers. */
export async function withRun(
  flags: RunFlags,
  work: (context: RunContext, openRunLog: OpenRunLog) => Promise<number>,
): Promise<void> {
  const renderer = chooseRenderer({ json: flags.json ?? false, quiet: flags.quiet ?? false, lang: terminalLang });
  const interrupt = abortOnInterrupt();
  let log: Logger | undefined;
  const early: RunEvent[] = [];
  const context: RunContext = {
    workers: flags.workers ?? 1,
    signal: interrupt.signal,
    onEvent: (event) => {
      renderer.show(event);
      if (log === undefined) early.push(event);
      else logEvent(log, event);
    },
  };
  try {
    process.exitCode = await work(context, (folder, runId) => {
      log = openLog(folder, runId);
      for (const event of early.splice(0)) logEvent(log, event);
    });
  } catch (error) {
    log?.error({ event: 'run.failed', err: error });
    throw error;
  } finally {
    renderer.close();
    interrupt.release();
  }
}

/** Windows are debug, warnings are warnings, the rest is info. */
function logEvent(log: Logger, event: RunEvent): void {
  if (event.event === 'stage.progress') log.debug(event);
  else if (event.event === 'warning') log.warn(event);
  else log.info(event);
}
