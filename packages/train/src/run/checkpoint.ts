import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeWhole } from '@landscar/geodata';
import { checkpointDamaged, checkpointForeign } from '../errors.js';
import type { Weights } from '../network/weights.js';
import type { MemberState } from './member-state.js';

const PARTS = ['weights', 'first', 'second', 'average'] as const;

interface Header {
  readonly version: 1;
  readonly fingerprint: string;
  readonly step: number;
  readonly arrays: readonly (readonly [part: (typeof PARTS)[number], name: string, length: number])[];
  readonly sha256: string;
}

/** One line of JSON, then all arrays as Float32, little endian; written whole, so a kill leaves the one before. */
export async function writeCheckpoint(file: string, state: MemberState, fingerprint: string): Promise<void> {
  const arrays: [(typeof PARTS)[number], string, number][] = [];
  const parts: Buffer[] = [];
  for (const part of PARTS) {
    for (const [name, values] of state[part]) {
      arrays.push([part, name, values.length]);
      parts.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    }
  }
  const body = Buffer.concat(parts);
  const header: Header = { version: 1, fingerprint, step: state.step, arrays, sha256: sha256(body) };
  await writeWhole(file, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]));
}

/** Undefined where there is none. TRAIN_CHECKPOINT_DAMAGED, TRAIN_CHECKPOINT_OTHER_RECIPE. */
export async function readCheckpoint(file: string, fingerprint: string): Promise<MemberState | undefined> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const end = bytes.indexOf('\n');
  const header = parseHeader(bytes.subarray(0, Math.max(0, end)).toString());
  if (header === undefined) throw checkpointDamaged(file, 'no header');
  const body = bytes.subarray(end + 1);
  const length = header.arrays.reduce((sum, [, , n]) => sum + 4 * n, 0);
  if (body.length !== length) throw checkpointDamaged(file, `${body.length} bytes after the header, not ${length}`);
  if (sha256(body) !== header.sha256) throw checkpointDamaged(file, 'another sha-256 than its header says');
  if (header.fingerprint !== fingerprint) throw checkpointForeign(file);
  const state = Object.fromEntries(PARTS.map((part) => [part, new Map()])) as Record<(typeof PARTS)[number], Weights>;
  const values = new Float32Array(Uint8Array.from(body).buffer);
  let at = 0;
  for (const [part, name, n] of header.arrays) {
    state[part].set(name, values.slice(at, at + n));
    at += n;
  }
  return { step: header.step, ...state };
}

function parseHeader(text: string): Header | undefined {
  try {
    const header = JSON.parse(text) as Partial<Header>;
    return header.version === 1 && Array.isArray(header.arrays) ? (header as Header) : undefined;
  } catch {
    return undefined;
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
