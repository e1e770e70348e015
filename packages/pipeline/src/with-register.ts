import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openRegister, type Register } from '@landscar/report';
import { readSite, registerUrl } from './config/read-site.js';
import { registerMissing } from './errors.js';

/** Opens the register of a site, or the one named, for one piece of work. A SQLite register that is not there is an error. */
export async function withRegister<T>(
  sitePath: string,
  register: string | undefined,
  work: (register: Register) => Promise<T>,
): Promise<T> {
  const named = register === undefined || register.includes('://') ? register : resolve(register);
  const url = named ?? registerUrl(readSite(sitePath));
  if (!url.includes('://') && !existsSync(url)) throw registerMissing(url);
  const opened = await openRegister(url);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
