import { join } from 'node:path';
import ExcelJs from 'exceljs';
import { m2ToHa, m2ToMu, type Lead } from '@landscar/core';
import { openStack } from '@landscar/geodata';
import { WordFile } from '../../dossier/word/word-file.js';
import { paragraph, table, type TableCell } from '../../dossier/word/word-markup.js';
import { say, word } from '../../messages/catalogue.js';
import { fixed, lonLatText } from '../../messages/format-value.js';
import type { Lang } from '../../messages/phrase.js';
import { cachedSource } from '../chips/cached-source.js';
import { chipFrame, outlinePath } from '../chips/chip-frame.js';
import { naturalComposite, type ChipSource } from '../chips/chip-source.js';
import { mapInOrder } from '../chips/in-order.js';
import { renderChips } from '../chips/render-chips.js';
import { focusTexts, joined } from '../lead-text.js';
import { rounded } from '../lead-properties.js';
import { sheetDate } from '../ledger/lead-columns.js';
import { addSheet, type Column } from '../ledger/sheet.js';
import { leadsKml } from '../package/kml.js';
import type { RunInfo } from '../run-info.js';
import { writeOutput } from '../write-output.js';
import { restampZip } from '../zip.js';
import { CHECK_RESULTS, FORM_FIELDS, type FormField } from './form-fields.js';

export interface FieldPackInput {
  readonly leads: readonly Lead[];
  readonly stackDir: string;
  readonly run: RunInfo;
  readonly out: string;
  readonly lang?: Lang;
  /** An extra KML in the shifted datum of phone maps. */
  readonly gcj02?: boolean;
}

export const FIELD_FILES = {
  forms: 'forms.xlsx',
  formsFolder: 'forms',
  photosFolder: 'photos',
  guide: 'photos/README.txt',
} as const;

/** A pack for phones and paper: KML, one sheet of forms, one Word form a patch, a folder for photos. */
export async function exportFieldPack(
  input: FieldPackInput,
): Promise<{ readonly out: string; readonly forms: number }> {
  const { leads, run, out, lang = 'zh' } = input;
  await writeOutput(join(out, 'patches_WGS84.kml'), leadsKml(leads, 'WGS-84', run.siteName, lang));
  if (input.gcj02 === true) {
    await writeOutput(
      join(out, 'patches_GCJ02_for-phone-maps-only.kml'),
      leadsKml(leads, 'GCJ-02', run.siteName, lang),
    );
  }
  await writeOutput(join(out, FIELD_FILES.forms), await formSheet(leads, run, lang));
  await writeOutput(join(out, FIELD_FILES.guide), `\ufeff${say(lang, 'field.howTo')}\r\n`);
  const stack = await openStack(input.stackDir);
  try {
    const source = cachedSource(stack);
    await mapInOrder(leads, 3, async (lead) => {
      const path = join(out, FIELD_FILES.formsFolder, `${lead.patchNo}.docx`);
      await writeOutput(path, await wordForm(lead, run, source, lang));
    });
  } finally {
    await stack.close();
  }
  return { out, forms: leads.length };
}

async function formSheet(leads: readonly Lead[], run: RunInfo, lang: Lang): Promise<Buffer> {
  const words = (group: string, codes: readonly string[]): string[] => codes.map((code) => word(lang, group, code));
  const field = (name: FormField, width: number, choices?: readonly string[]): Column<Lead> => ({
    title: FORM_FIELDS[name],
    width,
    input: true,
    value: () => null,
    ...(choices !== undefined && { choices }),
    ...(name === 'date' && { format: 'yyyy-mm-dd' }),
  });
  const columns: Column<Lead>[] = [
    { title: FORM_FIELDS.patchNo, width: 21, value: (l) => l.patchNo },
    { title: 'column.category', width: 20, value: (l) => word(lang, 'category', l.category) },
    { title: 'column.areaHa', width: 11, format: '0.0000', value: (l) => rounded(m2ToHa(l.areaM2), 4) },
    { title: 'column.lon', width: 12, format: '0.000000', value: (l) => rounded(l.centroidLonLat[0], 6) },
    { title: 'column.lat', width: 12, format: '0.000000', value: (l) => rounded(l.centroidLonLat[1], 6) },
    field('result', 13, words('check', CHECK_RESULTS)),
    field('kind', 16, words('kind', ['spoilGround', 'borrowPit', 'otherDisturbance', 'nonProduction'])),
    field('buildState', 10, words('build', ['notStarted', 'stopped', 'working', 'finished', 'accepted'])),
    field('unit', 16),
    field('person', 12),
    field('phone', 14),
    field('date', 12),
    field('photos', 20),
    field('remark', 24),
    { title: FORM_FIELDS.runId, width: 14, value: () => run.id },
  ];
  const workbook = new ExcelJs.Workbook();
  workbook.creator = workbook.lastModifiedBy = 'landscar';
  workbook.created = workbook.modified = sheetDate(run.dateAfter);
  addSheet(workbook, { title: 'field.sheet', columns, records: leads }, say(lang, 'field.howTo'), lang);
  return restampZip(Buffer.from(await workbook.xlsx.writeBuffer()));
}

async function wordForm(lead: Lead, run: RunInfo, source: ChipSource, lang: Lang): Promise<Buffer> {
  const { grid, pixelSizeM, bands } = source.manifest;
  const frame = chipFrame(lead.geometry, grid, pixelSizeM, { sizePx: 380, factor: 2, minSidePx: 60 });
  const path = outlinePath(lead.geometry, grid, frame);
  const overlaySvg = `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.widthPx}" height="${frame.heightPx}"><path d="${path}" fill="none" stroke="#000" stroke-opacity=".6" stroke-width="4"/><path d="${path}" fill="none" stroke="#ffe14d" stroke-width="2"/></svg>`;
  const pair = await renderChips(source, frame, { composite: naturalComposite(bands), format: 'jpeg', overlaySvg });
  const file = new WordFile();
  const scale = 62 / Math.max(frame.widthPx, frame.heightPx);
  const pictures = (['before', 'after'] as const).map((date): TableCell => {
    const caption = `${say(lang, date === 'before' ? 'page.before' : 'page.after')} ${date === 'before' ? lead.dateBefore : lead.dateAfter}`;
    const size = { widthMm: frame.widthPx * scale, heightMm: frame.heightPx * scale };
    return { content: file.image({ name: caption, description: caption, data: pair[date], ...size }) };
  });
  const area = `${fixed(m2ToHa(lead.areaM2), 4)} ${say(lang, 'page.ha')} / ${fixed(m2ToMu(lead.areaM2), 2)} ${say(lang, 'page.mu')}`;
  const known: [string, string][] = [
    [say(lang, FORM_FIELDS.patchNo), lead.patchNo],
    [say(lang, FORM_FIELDS.runId), run.id],
    [say(lang, 'column.county'), lead.county?.name ?? ''],
    [say(lang, 'page.coordinates'), lonLatText(lead.centroidLonLat)],
    [say(lang, 'form.area'), area],
    [say(lang, 'column.category'), word(lang, 'category', lead.category)],
    [say(lang, 'column.project'), lead.project?.name ?? ''],
    [say(lang, 'column.focus'), joined(focusTexts(lead, lang), lang)],
  ];
  const open: [string, string][] = (
    ['result', 'kind', 'buildState', 'unit', 'person', 'phone', 'date', 'photos'] as const
  ).map((name) => [say(lang, FORM_FIELDS[name]), name === 'result' ? say(lang, 'form.resultBoxes') : '']);
  const rows = [...known, ...open].map(([label, value]): TableCell[] => [
    { content: paragraph(label, { bold: true, sizeHalfPt: 19 }), shade: 'EEF3F5' },
    { content: paragraph(value, { sizeHalfPt: 19 }) },
  ]);
  const paired = rows.flatMap((row, i) => (i % 2 === 0 ? [[...row, ...(rows[i + 1] ?? [])]] : []));
  const remark: TableCell[] = [
    { content: paragraph(say(lang, FORM_FIELDS.remark), { bold: true, sizeHalfPt: 19 }), shade: 'EEF3F5' },
    { content: paragraph('\n\n', { sizeHalfPt: 19 }), span: 3 },
  ];
  const body = [
    paragraph(say(lang, 'field.title'), { heading: 1, align: 'center' }),
    paragraph(say(lang, 'notice.clueOnly'), { sizeHalfPt: 17, colour: 'B42318' }),
    ...(run.demo ? [paragraph(say(lang, 'notice.demo'), { sizeHalfPt: 17 })] : []),
    table([...paired, remark], [32, 55, 32, 55]),
    paragraph('', { sizeHalfPt: 8 }),
    table([pictures], [87, 87], false),
    paragraph(say(lang, 'page.period', { before: lead.dateBefore, after: lead.dateAfter }), {
      sizeHalfPt: 17,
      align: 'center',
    }),
    paragraph(say(lang, 'field.howTo'), { sizeHalfPt: 17, colour: '5B6876' }),
  ];
  return file.bytes(body, `${say(lang, 'field.title')} ${lead.patchNo}`, run.siteName, lead.dateAfter);
}
