import { LandscarError } from '@landscar/core';

const text = (cause: unknown): string =>
  cause instanceof Error ? cause.message.split('\n').slice(0, 3).join('; ') : String(cause);

export const pdfProgramMissing = (program: string, cause: unknown): LandscarError =>
  new LandscarError(
    'REPORT_PDF_PROGRAM_MISSING',
    {
      what: 'A program that PDF needs is not installed',
      where: program,
      found: 'not in PATH',
      allowed: 'LibreOffice (soffice) and fontconfig (fc-list, fc-match)',
      next: 'install libreoffice-writer and fontconfig, or take --format docx and print from a word processor',
    },
    { cause },
  );

export const pdfFontMissing = (wanted: string): LandscarError =>
  new LandscarError('REPORT_PDF_FONT_MISSING', {
    what: 'A font for PDF is not installed',
    where: '--font',
    found: `no font ${wanted}`,
    allowed: 'a family that `fc-list :lang=zh-cn family` lists',
    next: 'install a Chinese font (Debian: fonts-noto-cjk), or name another with --font',
  });

export const glyphMissing = (characters: readonly string[], family: string): LandscarError =>
  new LandscarError('REPORT_GLYPH_MISSING', {
    what: 'Characters of a document have no glyph on this machine',
    where: family,
    found: characters.slice(0, 20).join(', ') + (characters.length > 20 ? ` and ${characters.length - 20} more` : ''),
    allowed: 'characters that at least one installed font can draw',
    next: 'install a font that has them (names of places often need Noto or 思源 in full), or correct the text',
  });

export const pdfFailed = (where: string, cause: unknown): LandscarError =>
  new LandscarError(
    'REPORT_PDF_FAILED',
    {
      what: 'A PDF could not be made',
      where,
      found: text(cause),
      allowed: 'a PDF of every document',
      next: 'open the .docx in LibreOffice: what it says there is the cause; or take --format docx',
    },
    { cause, retryable: true },
  );
