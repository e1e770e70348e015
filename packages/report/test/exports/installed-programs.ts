import { execFileSync } from 'node:child_process';

/** Whether a program of others is here to read our files back; says so aloud where it is not. */
export function program(name: string): boolean {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`skipped: ${name} is not installed here`);
    return false;
  }
}

/** Whether Debian's python3-qgis is here. */
export function pyQgis(): boolean {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import qgis.core'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('skipped: python3-qgis is not installed here');
    return false;
  }
}
