import { dirname } from 'node:path';
import { makeFolder, writeWhole } from '@landscar/geodata';
import { outputUnwritable } from './errors.js';

/** Writes one output whole, its folder made where missing; a failure names the file. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  makeFolder(dirname(path));
  try {
    await writeWhole(path, content);
  } catch (error) {
    throw outputUnwritable(path, error);
  }
}
