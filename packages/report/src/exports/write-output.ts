import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from '@landscar/geodata';
import { outputUnwritable } from './errors.js';

/** Writes one output whole, its folder made where missing; a failure names the file. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, content);
  } catch (error) {
    throw outputUnwritable(path, error);
  }
}
