import { access, readFile, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { STACK_FILES, type StackManifest } from '@landscar/core';
import { dropUnfinished, makeFolder } from '@landscar/geodata';
import { outUnusable } from '../errors.js';

/** Where a stack grows until it is whole: beside the target, named by the fingerprint so that a killed run finds it again. */
export interface WorkFolder {
  readonly path: string;
  file(name: string): string;
  has(name: string): Promise<boolean>;
  /** Puts the finished folder in the place of the target, whatever stack was there. */
  publish(): Promise<void>;
}

export async function openWorkFolder(out: string, fingerprint: string): Promise<WorkFolder> {
  const path = `${out}.work-${fingerprint.slice(0, 12)}`;
  const refuse = (error: unknown): never => {
    throw outUnusable(out, error);
  };
  await refuseForeignFolder(out).catch(refuse);
  makeFolder(path);
  await dropUnfinished(path).catch(refuse);
  return {
    path,
    file: (name) => join(path, name),
    has: (name) => exists(join(path, name)),
    publish: () => swap(path, out),
  };
}

/** The stack that is already there, if it was made from the same things. */
export async function finishedStack(out: string, fingerprint: string): Promise<StackManifest | null> {
  try {
    const manifest = JSON.parse(await readFile(join(out, STACK_FILES.manifest), 'utf8')) as StackManifest;
    return manifest.fingerprint === fingerprint ? manifest : null;
  } catch {
    // Unreadable or absent is the same here: the stack is made anew.
    return null;
  }
}

async function refuseForeignFolder(out: string): Promise<void> {
  const names = await readdir(out).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error as Error;
  });
  if (names.length > 0 && !names.includes(STACK_FILES.manifest))
    throw new Error(`the folder holds other files: ${names.slice(0, 3).join(', ')}`);
}

async function swap(work: string, out: string): Promise<void> {
  const old = `${work}.old`;
  await rmdir(out).catch(() => undefined);
  if (await exists(out)) await rename(out, old);
  await rename(work, out);
  await rm(old, { recursive: true, force: true });
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
