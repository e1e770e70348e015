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
import { slices } from '../register/connect.js';
import { dossierWord } from './dossier-word.js';
import { openPdfPrinter } from './word/word-to-pdf.js';

/** Some dozens a start of LibreOffice: starting costs more than printing. */
const PRINTED_AT_ONCE = 40;

export type DossierFormat = 'docx' | 'html' | 'pdf';

export interface DossierInput {
  readonly leads: readonly Lead[];
  /** EPSG:4326; a footprint is shown where its id is that of the lead's project. */
  readonly footprints?: readonly MapFeature[];
  readonly focus?: readonly MapFeature[];
  readonly stackDir: string;
  readonly run: RunInfo;
  readonly out: string;
  readonly lang?: Lang;
  readonly formats?: readonly DossierFormat[];
  /** Family for PDF; without it the one of this machine that is nearest to SimSun. */
  readonly font?: string;
}

/** One file a lead and format, named after the patch. Equal input gives equal bytes, but for PDF. Returns the paths in order. */
export async function writeDossiers(input: DossierInput): Promise<string[]> {
  const { run, lang = 'zh', formats = ['docx', 'html'] } = input;
  const printer = formats.includes('pdf') ? await openPdfPrinter(input.font) : null;
  const stack = await openStack(input.stackDir);
  try {
    const source = cachedSource(stack);
    const toStack = await createTransform('EPSG:4326', source.manifest.grid.crs);
    const lines = (input.focus ?? []).map(({ geometry }) => toStack.geometry<Geometry>(geometry));
    const scene: DossierScene = {
      source,
      // Each tile once: nothing to keep in memory.
      map: await locationMap(stack, lines),
      run,
      lang,
      footprints: footprintsById(input.footprints ?? [], (g) => toStack.geometry(g)),
    };
    const footer = [run.siteName, run.demo ? say(lang, 'notice.demo') : '', run.modelId]
      .filter((t) => t !== '')
      .join(' · ');
    const one = async (lead: Lead): Promise<Buffer | null> => {
      const content = await dossierContent(lead, scene);
      const file = (format: DossierFormat): string => join(input.out, `${lead.patchNo}.${format}`);
      if (formats.includes('docx')) await writeOutput(file('docx'), dossierWord(content, footer, lang));
      if (formats.includes('html')) await writeOutput(file('html'), dossierPage(content, footer, lang));
      return printer === null ? null : dossierWord(content, footer, lang, printer.family);
    };
    for (const part of slices(input.leads, PRINTED_AT_ONCE)) {
      const words = await mapInOrder(part, 3, one);
      const documents = words.flatMap((docx, i) => (docx === null ? [] : [{ name: part[i]?.patchNo ?? '', docx }]));
      if (printer !== null) await printer.print(documents, input.out);
    }
    return input.leads.flatMap(({ patchNo }) => formats.map((format) => join(input.out, `${patchNo}.${format}`)));
  } finally {
    await stack.close();
    await printer?.close();
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
