import { execFileSync } from 'node:child_process';
import { basename, extname, join } from 'node:path';

/** Opens a file in LibreOffice (a profile of its own, so that runs side by side do not wait) and saves it as `format`; gives the folder. */
export function officeConvert(path: string, dir: string, format: string, folder = 'office'): string {
  const out = join(dir, folder);
  const profile = `-env:UserInstallation=file://${join(dir, 'office-profile')}`;
  execFileSync('soffice', [profile, '--headless', '--convert-to', format, '--outdir', out, path], { stdio: 'ignore' });
  return out;
}

/** The text of a file as LibreOffice prints it. */
export function officeText(path: string, dir: string): string {
  const pdf = join(officeConvert(path, dir, 'pdf'), `${basename(path, extname(path))}.pdf`);
  return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
}
