import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '@landscar/geodata';
import { readZip } from '../../exports/zip.js';
import { glyphMissing, pdfFailed, pdfFontMissing, pdfProgramMissing } from './errors.js';

const execute = promisify(execFile);
const TIMEOUT_MS = 300_000;

async function run(program: string, options: readonly string[]): Promise<string> {
  try {
    return (await execute(program, [...options], { timeout: TIMEOUT_MS, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw pdfProgramMissing(program, error);
    throw pdfFailed(program, error);
  }
}

/**
 * The family in which a PDF is set: the one asked for, else what this machine has nearest to SimSun for Chinese.
 * REPORT_PDF_FONT_MISSING, REPORT_PDF_PROGRAM_MISSING.
 */
async function pdfFont(wanted?: string): Promise<string> {
  if (wanted !== undefined) {
    if ((await run('fc-list', [`:family=${wanted}`, 'family'])).trim() === '') throw pdfFontMissing(wanted);
    return wanted;
  }
  if ((await run('fc-list', [':lang=zh-cn', 'family'])).trim() === '') throw pdfFontMissing('any for Chinese (zh-cn)');
  return (await run('fc-match', ['-f', '%{family[0]}', 'SimSun:lang=zh-cn'])).trim();
}

/** What a font can draw, as [first, last] of code points. */
async function glyphsOf(family: string): Promise<(readonly [number, number])[]> {
  const listed = await run('fc-list', [`:family=${family}`, 'charset']);
  return [...listed.matchAll(/\b([0-9a-f]+)(?:-([0-9a-f]+))?(?=[\s:]|$)/gu)].map(([, first = '', last]) => [
    parseInt(first, 16),
    parseInt(last ?? first, 16),
  ]);
}

/** The text of a .docx that is made of our own parts. */
function textOf(docx: Buffer): string {
  const parts = readZip(docx).filter(({ name }) => /^word\/(?:document|footer1)\.xml$/u.test(name));
  const markup = parts.map(({ data }) => Buffer.from(data).toString('utf8')).join(' ');
  const texts = [...markup.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/gu)].map(([, text]) => text ?? '');
  return texts.join(' ').replace(/&#x([0-9a-f]+);|&#(\d+);|&\w+;/giu, ' ');
}

/** Prints Word files through LibreOffice; set in `family`. A PDF holds the time when it was made, so no two are equal. */
export interface PdfPrinter {
  readonly family: string;
  /**
   * NAME.pdf for each, in one start of LibreOffice: give it some dozens at a time. REPORT_GLYPH_MISSING where this machine can
   * not draw some character, REPORT_PDF_FAILED.
   */
  readonly print: (
    documents: readonly { readonly name: string; readonly docx: Buffer }[],
    out: string,
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes ready to print; `font` is a family of this machine. REPORT_PDF_PROGRAM_MISSING, REPORT_PDF_FONT_MISSING. */
export async function openPdfPrinter(font?: string): Promise<PdfPrinter> {
  const family = await pdfFont(font);
  const ranges = await glyphsOf(family);
  const drawn = new Set<string>();
  const work = await mkdtemp(join(tmpdir(), 'landscar-pdf-'));
  // A profile of its own: a LibreOffice that a person has open would take the files and print nothing.
  const profile = `-env:UserInstallation=file://${join(work, 'profile')}`;

  /** Another font of the machine may stand in for the one that is asked for. */
  const checkGlyphs = async (text: string): Promise<void> => {
    const missing: string[] = [];
    for (const char of new Set(text.replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, ''))) {
      if (drawn.has(char)) continue;
      const code = char.codePointAt(0) ?? 0;
      const hex = code.toString(16);
      const own = ranges.some(([first, last]) => first <= code && code <= last);
      if (own || (await run('fc-list', [`:charset=${hex}`, 'family'])).trim() !== '') drawn.add(char);
      else missing.push(`${char} (U+${hex.toUpperCase()})`);
    }
    if (missing.length > 0) throw glyphMissing(missing, family);
  };
  return {
    family,
    print: async (documents, out) => {
      await checkGlyphs(documents.map(({ docx }) => textOf(docx)).join(''));
      makeFolder(out);
      const files = documents.map(({ name }) => join(work, `${name}.docx`));
      for (const [i, { docx }] of documents.entries()) await writeFile(files[i] ?? '', docx);
      await run('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', out, ...files]);
      for (const { name } of documents) {
        const path = join(out, `${name}.pdf`);
        if (!existsSync(path)) throw pdfFailed(path, 'LibreOffice wrote no file');
      }
      for (const file of files) await rm(file, { force: true });
    },
    close: () => rm(work, { recursive: true, force: true }),
  };
}
