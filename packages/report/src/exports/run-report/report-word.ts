import sharp from 'sharp';
import { WordFile } from '../../dossier/word/word-file.js';
import { paragraph, table, type TableCell } from '../../dossier/word/word-markup.js';
import { say } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import type { Markup } from '../page/html.js';
import type { Overview } from '../page/overview.js';
import type { ReportContent, ReportFacts } from './report-content.js';

const small = { sizeHalfPt: 19, after: 20 } as const;
const LABEL_SHADE = 'EEF3F5';
const MAP_MM = 150;
/** Characters of the longest bar. */
const BAR_LENGTH = 24;

/** The run report as .docx; bars are drawn with block characters, which every program shows. */
export async function reportWord(
  content: ReportContent,
  { run }: ReportFacts,
  overview: Overview,
  lang: Lang,
): Promise<Buffer> {
  const file = new WordFile();
  const body: Markup[] = [
    paragraph(content.title, { heading: 1, align: 'center', after: 80 }),
    paragraph(`${say(lang, 'page.period', { before: run.dateBefore, after: run.dateAfter })} · ${run.id}`, {
      ...small,
      align: 'center',
    }),
    ...content.notices.map((text, i) =>
      paragraph(text, { ...small, bold: i === 0, colour: i === 0 ? 'B42318' : '5B6876' }),
    ),
  ];
  for (const { title, facts = [], bars = [], sentences = [], map } of content.sections) {
    body.push(paragraph(title, { heading: 2, after: 60, keepNext: true }));
    if (facts.length > 0)
      body.push(
        table(
          facts.map(([label, value]) => [cell(label, true), cell(value)]),
          [48, 126],
        ),
      );
    if (bars.length > 0) {
      const most = Math.max(1e-9, ...bars.map((b) => b.value));
      const rows = bars.map((b) => [
        cell(b.label, true),
        cell('█'.repeat(Math.round((BAR_LENGTH * b.value) / most))),
        cell(b.text),
      ]);
      body.push(table(rows, [52, 84, 38]));
    }
    for (const sentence of sentences) body.push(paragraph(`• ${sentence}`, small));
    if (map === true)
      body.push(
        file.image(await mapImage(overview, say(lang, 'page.overview'))),
        paragraph(say(lang, 'page.unobservedLegend'), small),
      );
  }
  const footer = [run.siteName, run.demo ? say(lang, 'notice.demo') : '', run.modelId]
    .filter((t) => t !== '')
    .join(' · ');
  return file.bytes(body, content.title, footer, run.dateAfter);
}

const cell = (text: string, label = false): TableCell => ({
  content: paragraph(text, { ...small, bold: label }),
  ...(label && { shade: LABEL_SHADE }),
});

async function mapImage({ pair, hatch }: Overview, name: string) {
  const { widthPx, heightPx } = pair.frame;
  const ground = sharp(pair.after);
  const data = await (hatch === null ? ground : ground.composite([{ input: hatch }])).jpeg({ quality: 82 }).toBuffer();
  const scale = MAP_MM / Math.max(widthPx, heightPx);
  return { name, description: name, data, widthMm: widthPx * scale, heightMm: heightPx * scale };
}
