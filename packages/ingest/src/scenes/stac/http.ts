import { setTimeout as sleep } from 'node:timers/promises';
import { downloadFailed, interrupted } from '../../errors.js';

/** How often and how patiently the network is tried again. */
export interface HttpPatience {
  readonly attempts: number;
  /** Before the second attempt; doubled for each further one. */
  readonly backoffMs: number;
  /** A connection that brings nothing for this long is given up. */
  readonly stallMs: number;
}

export const PATIENCE: HttpPatience = { attempts: 6, backoffMs: 500, stallMs: 30_000 };
const LONGEST_WAIT_MS = 60_000;

/** An answer that will not get better by asking again. */
class Refused extends Error {}

/**
 * Runs one exchange until it succeeds: network faults, stalls, 408, 425, 429 and 5xx are tried again after a growing pause (or
 * the server's Retry-After), other answers are told at once. `progress` lets the exchange say that bytes still arrive.
 */
export async function withRetries<T>(
  url: string,
  patience: HttpPatience,
  signal: AbortSignal | undefined,
  exchange: (signal: AbortSignal, progress: () => void) => Promise<T>,
): Promise<T> {
  let last: unknown;
  for (let attempt = 0; attempt < patience.attempts; attempt++) {
    refuseAborted(signal);
    const stall = new AbortController();
    const timer = setTimeout(() => stall.abort(new Error(`no data for ${patience.stallMs} ms`)), patience.stallMs);
    try {
      const both = signal === undefined ? stall.signal : AbortSignal.any([signal, stall.signal]);
      return await exchange(both, () => timer.refresh());
    } catch (error) {
      refuseAborted(signal);
      if (error instanceof Refused) throw downloadFailed(url, error.message, attempt + 1, error);
      last = error;
    } finally {
      clearTimeout(timer);
    }
    if (attempt + 1 < patience.attempts) await pause(last, patience.backoffMs * 2 ** attempt, signal);
  }
  throw downloadFailed(url, reasonOf(last), patience.attempts, last);
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interrupted();
}

class Busy extends Error {
  constructor(
    message: string,
    readonly waitMs: number,
  ) {
    super(message);
  }
}

/** Throws what `withRetries` understands, for any status but 2xx. */
export function checkStatus(response: Response): void {
  if (response.ok) return;
  const { status } = response;
  const text = `HTTP ${status} ${response.statusText}`.trim();
  if (status < 500 && ![408, 425, 429].includes(status)) throw new Refused(text);
  throw new Busy(text, Math.max(0, Number(response.headers.get('retry-after')) || 0) * 1000);
}

async function pause(error: unknown, backoffMs: number, signal: AbortSignal | undefined): Promise<void> {
  const asked = error instanceof Busy ? error.waitMs : 0;
  const options = signal === undefined ? {} : { signal };
  await sleep(Math.min(LONGEST_WAIT_MS, Math.max(asked, backoffMs)), undefined, options).catch(() => undefined);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** A JSON document over HTTP. */
export function fetchJson(
  url: string,
  init: RequestInit,
  patience: HttpPatience,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return withRetries(url, patience, signal, async (both) => {
    const response = await fetch(url, { ...init, signal: both });
    checkStatus(response);
    return JSON.parse(await response.text()) as unknown;
  });
}
