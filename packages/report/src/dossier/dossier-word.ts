import { html, type Markup } from '../exports/page/html.js';
import { say } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';
import type { DossierContent, Picture } from './dossier-content.js';
import { WordFile } from './word/word-file.js';
import { pageBreak, paragraph, table, type TableCell } from './word/word-markup.js';

const [LABEL_MM, VALUE_MM] = [34, 53];
const LABEL_SHADE = 'EEF3F5';
/** Four rows of pictures fill one page. */
const CHIP_MM = 53;
const MAP_MM = 88;
const small = { sizeHalfPt: 18, after: 20 } as const;

/** One dossier as .docx: a page of facts, then the pictures. */
export function dossierWord(content: DossierContent, footer: string, lang: Lang, font?: string): Buffer {
  const file = new WordFile(font);
  const { lead } = content;
  const body: Markup[] = [
    paragraph(content.title, { heading: 1, align: 'center', after: 80 }),
    paragraph(lead.patchNo, { bold: true, sizeHalfPt: 26, align: 'center', after: 80 }),
    ...content.notices.map((text, i) =>
      paragraph(text, { ...small, bold: i === 0, colour: i === 0 ? 'B42318' : '5B6876' }),
    ),
    paragraph(say(lang, 'dossier.table'), { heading: 2, after: 60, keepNext: true }),
    factTable(content),
    paragraph(say(lang, 'page.scores'), { heading: 2, after: 60, keepNext: true }),
    table([content.scores.flatMap(([label, value]) => [labelCell(label), valueCell(value)])], [38, 20, 38, 20, 38, 20]),
    paragraph(say(lang, 'page.reasons'), { heading: 2, after: 40, keepNext: true }),
    ...bullets(content.reasons),
    ...(content.lowered.length === 0
      ? []
      : [paragraph(say(lang, 'page.lowered'), { heading: 2, after: 40, keepNext: true }), ...bullets(content.lowered)]),
    paragraph(content.location.caption, { bold: true, sizeHalfPt: 19, after: 30, keepNext: true }),
    image(file, content.location, MAP_MM),
    pageBreak(),
    ...content.chips.flatMap(({ title, before, after }) => [
      paragraph(title, { bold: true, sizeHalfPt: 19, after: 30, keepNext: true }),
      table([[before, after].map((picture) => pictureCell(file, picture, CHIP_MM))], [87, 87], false),
    ]),
  ];
  return file.bytes(body, `${content.title} ${lead.patchNo}`, footer, lead.dateAfter);
}

function factTable({ table: rows }: DossierContent): Markup {
  const lines: TableCell[][] = [];
  for (let i = 0; i < rows.length; i += 2) {
    lines.push(rows.slice(i, i + 2).flatMap(([label, value]) => [labelCell(label), valueCell(value)]));
  }
  return table(lines, [LABEL_MM, VALUE_MM, LABEL_MM, VALUE_MM]);
}

const labelCell = (text: string): TableCell => ({
  content: paragraph(text, { ...small, bold: true }),
  shade: LABEL_SHADE,
});
const valueCell = (text: string): TableCell => ({ content: paragraph(text, small) });
const bullets = (items: readonly string[]): Markup[] =>
  items.map((item) => paragraph(`• ${item}`, { sizeHalfPt: 19, after: 20 }));

function pictureCell(file: WordFile, picture: Picture, widthMm: number): TableCell {
  return {
    content: html`${image(file, picture, widthMm)}${paragraph(picture.caption, { ...small, align: 'center', after: 60 })}`,
  };
}

/** As wide as asked, but never higher than wide: a tall picture would push its neighbour off the page. */
function image(file: WordFile, picture: Picture, sideMm: number): Markup {
  const scale = sideMm / Math.max(picture.widthPx, picture.heightPx);
  return file.image({
    name: picture.caption,
    description: picture.caption,
    data: picture.jpeg,
    widthMm: picture.widthPx * scale,
    heightMm: picture.heightPx * scale,
  });
}
