import type { ObjectPicture, Outcome } from './pictures.js';
import { describeSeen } from './seen-places.js';
import { reliabilityChart, tradeOffChart } from './report-charts.js';
import { reportWords, type ReportLanguage, type ReportWords } from './report-words.js';
import type { Evaluation, Figures } from './summarise.js';

export interface ReportContent {
  readonly evaluation: Evaluation;
  readonly maps: readonly { readonly place: string; readonly map: string }[];
  readonly pictures: readonly ObjectPicture[];
}

const COLUMNS = [
  'f1',
  'precision',
  'recall',
  'iou',
  'averagePrecision',
  'objectRecall',
  'largeObjectRecall',
  'falsePer100Km2',
] as const satisfies readonly (keyof Figures)[];

function modelLine({ model }: Evaluation, w: ReportWords): string {
  if (model === undefined) return '';
  const { id, version, hash, licence } = model;
  return `<p>${w.model}: ${escape(id)} ${escape(version)} (${hash.slice(0, 12)}); ${w.licence}: ${escape(licence)}</p>`;
}

function seenLines({ seen, seenUnknown }: Evaluation, w: ReportWords): string {
  const line = (text: string, places: string): string =>
    places === '' ? '' : `<p class="caution">${text}${escape(places)}</p>`;
  return line(w.seen, describeSeen(seen)) + line(w.seenUnknown, seenUnknown.join(', '));
}

/** One page that needs no other file. */
export function reportHtml({ evaluation, maps, pictures }: ReportContent, language: ReportLanguage): string {
  const w = reportWords(language);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${w.title}</title><style>${STYLE}</style></head><body>
<h1>${w.title}</h1><p>${w.intro}</p><p>${w.definitions}</p>${modelLine(evaluation, w)}<p class="caution">${w.caution}</p>${seenLines(evaluation, w)}
<h2>${w.places}</h2>${placesTable(evaluation, w)}
<h2>${w.sizes}</h2>${sizesTable(evaluation, w)}
${probabilityParts(evaluation, w)}
<h2>${w.pictures}</h2><p>${w.colours}</p>
<div class="maps">${maps.map(({ place, map }) => `<figure><img src="${map}" alt=""><figcaption>${escape(place)}</figcaption></figure>`).join('')}</div>
${(['found', 'missed', 'false'] as const).map((outcome) => gallery(pictures, outcome, w)).join('\n')}
</body></html>
`;
}

function placesTable(e: Evaluation, w: ReportWords): string {
  const head = [w.place, ...COLUMNS.map((name) => w[name]), w.judgedKm2, w.unobservedKm2];
  const cells = (f: Readonly<Record<(typeof COLUMNS)[number], number | null>>): string[] =>
    COLUMNS.map((name) => (name === 'falsePer100Km2' ? number(f[name]) : percent(f[name])));
  const rows = [
    ...e.places.map((p) => [escape(p.name), ...cells(p), p.judgedKm2.toFixed(1), p.unobservedKm2.toFixed(2)]),
    [`<b>${w.pooled}</b>`, ...cells(e.pooled), e.judgedKm2.toFixed(1), ''],
    [`<b>${w.mean}</b>`, ...cells(e.meanOverPlaces), '', ''],
    [
      w.interval,
      ...COLUMNS.map((name) => {
        const interval = e.intervals[name];
        if (interval === null) return '–';
        return name === 'falsePer100Km2'
          ? `${number(interval.low)}–${number(interval.high)}`
          : `${percent(interval.low)}–${percent(interval.high)}`;
      }),
      '',
      '',
    ],
  ];
  return table(head, rows);
}

function sizesTable(e: Evaluation, w: ReportWords): string {
  const ha = (m2: number): string => `${m2 / 10_000}`;
  return table(
    [w.size, w.labelled, w.found, '%', w.false],
    e.sizeClasses.map((c) => [
      c.toM2 === null ? `≥ ${ha(c.fromM2)} ha` : `${ha(c.fromM2)}–${ha(c.toM2)} ha`,
      String(c.labelled),
      String(c.found),
      percent(c.labelled === 0 ? null : c.found / c.labelled),
      String(c.falseObjects),
    ]),
  );
}

function probabilityParts(e: Evaluation, w: ReportWords): string {
  if (e.calibration === null) return `<p>${w.noProbability}</p>`;
  const rows = e.recallAtFalse.thresholds.map((byThreshold, k) => {
    const byRank = e.recallAtFalse.ranked[k]!;
    return [
      String(byThreshold.falsePer100Km2),
      percent(byThreshold.objectRecall),
      percent(byThreshold.largeObjectRecall),
      percent(byRank.objectRecall),
      percent(byRank.largeObjectRecall),
    ];
  });
  const head = [
    w.atFalse,
    `${w.byThreshold}: ${w.objectRecall}`,
    `${w.byThreshold}: ${w.largeObjectRecall}`,
    `${w.byRank}: ${w.objectRecall}`,
    `${w.byRank}: ${w.largeObjectRecall}`,
  ];
  return `<h2>${w.tradeOff}</h2><p>${w.tradeOffNote}</p>${tradeOffChart(e.tradeOff.thresholds, e.tradeOff.ranked)}
${table(head, rows)}
<h2>${w.calibration}</h2><p>${w.calibrationNote}</p>${reliabilityChart(e.calibration)}
<p>${w.ece}: ${percent(e.calibration.ece)} %; ${w.ecePositive}: ${percent(e.calibration.eceAbove005)} %</p>${fitLine(e, w)}`;
}

function fitLine({ calibrationFit }: Evaluation, w: ReportWords): string {
  if (calibrationFit === null) return '';
  const { slope, intercept, eceHeldOut, folds } = calibrationFit;
  return `<p>${w.fit}: slope ${slope.toFixed(3)}, intercept ${intercept.toFixed(3)}; ${w.fitHeldOut} (${folds}): ${percent(eceHeldOut)} %</p>`;
}

function gallery(pictures: readonly ObjectPicture[], outcome: Outcome, w: ReportWords): string {
  const shown = pictures.filter((picture) => picture.outcome === outcome);
  const image = (src: string | undefined, text: string): string =>
    src === undefined ? '' : `<img src="${src}" alt="${text}" title="${text}">`;
  return `<h3>${w[outcome]}</h3><div class="gallery">${shown
    .map(
      (p) =>
        `<figure>${image(p.before, w.before)}${image(p.after, w.after)}${image(p.map, w.map)}` +
        `<figcaption>${escape(p.place)}, ${(p.areaM2 / 10_000).toFixed(2)} ha</figcaption></figure>`,
    )
    .join('')}</div>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

const percent = (ratio: number | null): string => (ratio === null ? '–' : (100 * ratio).toFixed(1));
const number = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
const escape = (text: string): string => text.replace(/[<>&"]/gu, (c) => `&#${c.charCodeAt(0)};`);

const STYLE = `body{font:15px/1.5 "Noto Sans SC","Noto Sans CJK SC",system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.5rem 0}th,td{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right}
th:first-child,td:first-child{text-align:left}th{font-weight:600;vertical-align:bottom}.caution{border-left:4px solid #d73027;padding-left:.8rem}
svg text{font-size:11px;fill:#444}.grid{stroke:#ddd;fill:none}.line{stroke:#2166ac;stroke-width:2;fill:none}.dashed{stroke-dasharray:5 4}
circle{fill:#2166ac}.maps,.gallery{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}figcaption{font-size:13px;color:#555}
.gallery img{width:150px;height:150px;object-fit:contain;image-rendering:pixelated;margin-right:4px}.maps img{max-width:300px;image-rendering:pixelated}`;
