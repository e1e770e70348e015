import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelUnknown } from './errors.js';

/** The models that come with landscar: `models/` at the top of the checkout. */
export const SHIPPED_MODELS = fileURLToPath(new URL('../../../models/', import.meta.url));

/** Folder of a model given by name (`baseline`, `default`) or path. */
export function modelFolder(name: string): string {
  const shipped = listShippedModels();
  const wanted = name === 'default' ? readFileSync(join(SHIPPED_MODELS, 'default'), 'utf8').trim() : name;
  if (shipped.includes(wanted)) return join(SHIPPED_MODELS, wanted);
  if (existsSync(join(wanted, 'manifest.json'))) return resolve(wanted);
  throw modelUnknown(name, shipped);
}

/** Names of the folders in `models/` that hold a manifest, in order. */
export const listShippedModels = (): string[] =>
  readdirSync(SHIPPED_MODELS)
    .filter((entry) => existsSync(join(SHIPPED_MODELS, entry, 'manifest.json')))
    .sort();
