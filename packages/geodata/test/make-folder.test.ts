import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../src/index.js';

const dir = mkdtempSync(join(tmpdir(), 'make-folder-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const refusal = (folder: string): unknown => {
  try {
    makeFolder(folder);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('makeFolder', () => {
  it('makes what is missing, and leaves what is there', () => {
    const folder = join(dir, 'a/b/c');
    makeFolder(folder);
    writeFileSync(join(folder, 'kept'), '');
    makeFolder(folder);
    expect(existsSync(join(folder, 'kept'))).toBe(true);
  });

  it('names what cannot be a folder: a file, below a file, a link to nowhere', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    symlinkSync(join(dir, 'nowhere'), join(dir, 'link'));
    for (const folder of [file, join(file, 'a/b'), join(dir, 'link'), join(dir, 'link/a')])
      expect(refusal(folder)).toMatchObject({ code: 'GEODATA_FOLDER_UNWRITABLE', parts: { where: folder } });
  });

  // A child of /proc is refused with ENOENT: Node's own recursive mkdir goes on for ever there.
  it.runIf(existsSync('/proc/self'))('names a folder that the file system refuses', () => {
    for (const folder of ['/proc/landscar', '/proc/landscar/a/b'])
      expect(refusal(folder)).toMatchObject({ code: 'GEODATA_FOLDER_UNWRITABLE' });
  });
});
