import { accessSync, constants, mkdirSync } from 'node:fs';
import { outUnwritable } from './errors.js';

/** Makes the output folder and proves that it can be written, before any work is done. */
export function prepareOut(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw outUnwritable(folder, error);
  }
}
