import { join } from 'node:path';
import { polygonsOf, type Areal, type Geometry, type Lead } from '@landscar/core';
import { createTransform, openStack } from '@landscar/geodata';
import { cachedSource } from '../exports/chips/cached-source.js';
import { mapInOrder } from '../exports/chips/in-order.js';
import type { MapFeature } from '../exports/package/export-package.js';
import type { RunInfo } from '../exports/run-info.js';
import { writeOutput } from '../exports/write-output.js';
import { say } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';
import { dossierContent, type DossierScene } from './dossier-content.js';
import { dossierPage } from './dossier-page.js';
import { locationMap } from './dossier-pictures.js';
import { dossierWord } from './dossier-word.js';

export interface DossierInput {
  readonly leads: readonly Lead[];
  /** EPSG:4326; a footprint is shown where its id is that of the lead's project. */
  readonly footprints?: readonly MapFeature[];
  readonly focus?: readonly MapFeature[];
  readonly stackDir: string;
  readonly run: RunInfo;
  readonly out: string;
  readonly lang?: Lang;
  readonly formats?: readonly ('docx' | 'html')[];
}

/** One file a lead and format, named after the patch. Equal input gives equal bytes. Returns the paths in order. */
export async function writeDossiers(input: DossierInput): Promise<string[]> {
  const { run, lang = 'zh', formats = ['docx', 'html'] } = input;
  const stack = await openStack(input.stackDir);
  try {
    const source = cachedSource(stack);
    const toStack = await createTransform('EPSG:4326', source.manifest.grid.crs);
    const lines = (input.focus ?? []).map(({ geometry }) => toStack.geometry<Geometry>(geometry));
    const scene: DossierScene = {
      source,
      map: await locationMap(source, lines),
      run,
      lang,
      footprints: footprintsById(input.footprints ?? [], (g) => toStack.geometry(g)),
    };
    const footer = [run.siteName, run.demo ? say(lang, 'notice.demo') : '', run.modelId]
      .filter((t) => t !== '')
      .join(' · ');
    const paths = await mapInOrder(input.leads, 3, async (lead) => {
      const content = await dossierContent(lead, scene);
      const written: string[] = [];
      for (const format of formats) {
        const path = join(input.out, `${lead.patchNo}.${format}`);
        await writeOutput(
          path,
          format === 'docx' ? dossierWord(content, footer, lang) : dossierPage(content, footer, lang),
        );
        written.push(path);
      }
      return written;
    });
    return paths.flat();
  } finally {
    await stack.close();
  }
}

/** All parts of a project as one geometry. */
function footprintsById(features: readonly MapFeature[], move: (g: Areal) => Areal): Map<string, Areal> {
  const byId = new Map<string, Areal>();
  for (const { id, geometry } of features) {
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') continue;
    const before = byId.get(id);
    const parts = [...(before === undefined ? [] : polygonsOf(before)), ...polygonsOf(move(geometry))];
    byId.set(id, { type: 'MultiPolygon', coordinates: parts });
  }
  return byId;
}
