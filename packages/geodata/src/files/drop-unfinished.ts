import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what a killed run was writing in a folder that is this run's own: such files carry `.tmp-` and the name of its process. */
export async function dropUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.includes('.tmp-')) await rm(join(folder, name), { recursive: true, force: true });
}
