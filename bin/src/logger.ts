import { join } from 'node:path';
import { pino, type Logger } from 'pino';

/** Log file of a run: `landscar.log` in the run folder, one JSON line an event. */
export function openLog(folder: string, runId: string): Logger {
  const destination = pino.destination({ dest: join(folder, 'landscar.log'), sync: true });
  return pino({ base: { runId }, level: 'debug' }, destination);
}
