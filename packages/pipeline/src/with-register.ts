import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { openRegister, restoreRegister, type Register } from '@landscar/report';
import { readSite, registerUrl } from './config/read-site.js';
import { registerMissing } from './errors.js';

/** Opens the register of a site, or the one named, for one piece of work. A SQLite register that is not there is an error. */
export async function withRegister<T>(
  sitePath: string,
  register: string | undefined,
  work: (register: Register) => Promise<T>,
): Promise<T> {
  const url = urlOf(sitePath, register);
  if (!url.includes('://') && !existsSync(url)) throw registerMissing(url);
  const opened = await openRegister(url);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** Fills the register of a site, or the one named, from a backup; it must be empty or not there yet. */
export async function restoreInto(
  sitePath: string,
  register: string | undefined,
  backup: string,
): Promise<{ readonly url: string; readonly rows: number }> {
  const url = urlOf(sitePath, register);
  const made = !url.includes('://') && !existsSync(url);
  const opened = await openRegister(url);
  try {
    const { rows } = await restoreRegister(opened.db, backup).finally(() => opened.close());
    return { url, rows };
  } catch (error) {
    // A register that was made for this and stayed empty would look like a real one later.
    if (made) rmSync(url, { force: true });
    throw error;
  }
}

function urlOf(sitePath: string, register: string | undefined): string {
  const named = register === undefined || register.includes('://') ? register : resolve(register);
  return named ?? registerUrl(readSite(sitePath));
}
