import { existsSync, readdirSync } from 'node:fs';
import type { SceneInput } from '../src/index.js';

const root = new URL('../../../../shared/data/oscd/', import.meta.url).pathname;

/** The shared real pairs; tests on them are skipped, and say so, where the folder is not there. */
export const hasOscd = existsSync(root);
if (!hasOscd) console.log(`${root} is not there: tests on real pairs are skipped`);

export function oscdPair(place: string): { before: SceneInput[]; after: SceneInput[] } {
  const scenes = readdirSync(root + place)
    .filter((name) => /^t[12]_\d{8}\.tif$/u.test(name))
    .sort()
    .map((name) => ({
      file: `${root}${place}/${name}`,
      date: `${name.slice(3, 7)}-${name.slice(7, 9)}-${name.slice(9, 11)}`,
      sensor: 'sentinel-2-l1c',
    }));
  return { before: scenes.slice(0, 1), after: scenes.slice(1) };
}
