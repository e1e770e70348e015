import { execFileSync } from 'node:child_process';
import { basename, extname, join } from 'node:path';

/** Opens a file in LibreOffice (a profile of its own, so that runs side by side do not wait), prints it to PDF and gives the text. */
export function officeText(path: string, dir: string): string {
  const out = join(dir, 'office');
  execFileSync(
    'soffice',
    [
      `-env:UserInstallation=file://${join(dir, 'office-profile')}`,
      '--headless',
      '--convert-to',
      'pdf',
      '--outdir',
      out,
      path,
    ],
    { stdio: 'ignore' },
  );
  const pdf = join(out, `${basename(path, extname(path))}.pdf`);
  return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
}
