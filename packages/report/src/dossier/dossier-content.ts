import type { Areal, Lead } from '@landscar/core';
import type { ChipSource } from '../exports/chips/chip-source.js';
import { loweredTexts, reasonTexts } from '../exports/lead-text.js';
import { isNonCommercial, type RunInfo } from '../exports/run-info.js';
import { say } from '../messages/catalogue.js';
import { trimmed } from '../messages/format-value.js';
import type { Lang } from '../messages/phrase.js';
import { fieldTable, type FactRow } from './dossier-facts.js';
import { dossierChips, markedLocation, type LocationMap } from './dossier-pictures.js';

export interface Picture {
  readonly jpeg: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly caption: string;
}

/** What a dossier says, before it is laid out as a Word file or a page. */
export interface DossierContent {
  readonly lead: Lead;
  readonly title: string;
  readonly notices: readonly string[];
  readonly table: readonly FactRow[];
  readonly scores: readonly FactRow[];
  readonly reasons: readonly string[];
  readonly lowered: readonly string[];
  /** Rows of two: before, after. */
  readonly chips: readonly { readonly title: string; readonly before: Picture; readonly after: Picture }[];
  readonly location: Picture;
}

export interface DossierScene {
  readonly source: ChipSource;
  readonly map: LocationMap;
  readonly run: RunInfo;
  readonly lang: Lang;
  /** Approved footprints in the stack's CRS by project id. */
  readonly footprints: ReadonlyMap<string, Areal>;
}

export async function dossierContent(lead: Lead, scene: DossierScene): Promise<DossierContent> {
  const { source, run, lang, map } = scene;
  const footprint = lead.project === null ? null : (scene.footprints.get(lead.project.id) ?? null);
  const chips = await dossierChips(lead, source, footprint);
  const sensor = (period: 'before' | 'after'): string =>
    [...new Set(source.manifest.scenes[period].map((s) => s.sensor))].join(say(lang, 'list.separator'));
  return {
    lead,
    title: say(lang, 'dossier.title'),
    notices: [
      say(lang, 'notice.clueOnly'),
      ...(run.demo ? [say(lang, 'notice.demo')] : []),
      say(lang, 'notice.licence', { licence: run.modelLicence }) +
        (isNonCommercial(run.modelLicence) ? say(lang, 'list.semicolon') + say(lang, 'notice.nonCommercial') : ''),
    ],
    table: fieldTable(lead, run, lang),
    scores: (['confidence', 'evidence', 'ruleCertainty'] as const).map((key) => [
      say(lang, `score.${key}`),
      trimmed(lead[key].value, 2),
    ]),
    reasons: reasonTexts(lead, lang),
    lowered: loweredTexts(lead, lang),
    chips: chips.map(({ scale, kind, pair, barM }) => {
      const picture = (date: 'before' | 'after'): Picture => ({
        jpeg: pair[date],
        widthPx: pair.frame.widthPx,
        heightPx: pair.frame.heightPx,
        caption: [
          say(lang, date === 'before' ? 'page.before' : 'page.after'),
          date === 'before' ? lead.dateBefore : lead.dateAfter,
          sensor(date),
        ]
          .filter((t) => t !== '')
          .join(' '),
      });
      const title = say(lang, 'dossier.chips', {
        scale: say(lang, `dossier.${scale}`),
        kind: say(lang, `dossier.${kind}`),
        bar: barM,
      });
      return { title, before: picture('before'), after: picture('after') };
    }),
    location: { ...(await markedLocation(map, lead, source)), caption: say(lang, 'dossier.location') },
  };
}
