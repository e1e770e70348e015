import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '@landscar/geodata';
import { checksumUnknown, checksumWrong } from '../../errors.js';
import { checkStatus, withRetries, type HttpPatience } from './http.js';

export interface Download {
  readonly url: string;
  readonly file: string;
  /** STAC `file:checksum`: a multihash in hexadecimal; null where the item says none. */
  readonly checksum: string | null;
  /** STAC `file:size`, bytes. */
  readonly sizeBytes: number | null;
}

/** Multihash codes (https://github.com/multiformats/multicodec) that items use, with the length of their digest. */
const HASHES: Readonly<Record<string, string>> = { '1114': 'sha1', '1220': 'sha256', '1340': 'sha512', d50110: 'md5' };

/**
 * Brings a file here, whole or not at all: what an earlier try or run left in `FILE.part` is continued, the checksum is
 * verified, and only then it gets its name. A file that is there is checked and kept. Wrong content is fetched once anew.
 */
export async function download(job: Download, patience: HttpPatience, signal?: AbortSignal): Promise<void> {
  makeFolder(dirname(job.file));
  if ((await sizeOf(job.file)) !== null) {
    if ((await faultOf(job.file, job)) === null) return;
    await rm(job.file);
  }
  const part = `${job.file}.part`;
  let fault: string | null = null;
  for (let round = 0; round < 2; round++) {
    await withRetries(job.url, patience, signal, (both, progress) => transfer(job, part, both, progress));
    fault = await faultOf(part, job);
    if (fault === null) {
      await rename(part, job.file);
      return;
    }
    await rm(part, { force: true });
  }
  throw checksumWrong(job.url, fault ?? '', job.checksum ?? `${job.sizeBytes ?? 0} bytes`);
}

async function transfer(job: Download, part: string, signal: AbortSignal, progress: () => void): Promise<void> {
  const have = (await sizeOf(part)) ?? 0;
  if (job.sizeBytes !== null && have === job.sizeBytes) return;
  // Uncompressed on the way, so that ranges count the same bytes.
  const headers = { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) };
  const response = await fetch(job.url, { headers, signal });
  if (response.status === 416) {
    // The part is as long as the file or longer: the checksum decides, or it is fetched anew.
    await response.body?.cancel();
    if (/\*\/(\d+)/u.exec(response.headers.get('content-range') ?? '')?.[1] === String(have)) return;
    await rm(part, { force: true });
    throw new Error('HTTP 416: the part does not fit the file');
  }
  checkStatus(response);
  const goesOn = response.status === 206 && startOf(response) === have;
  if (response.status === 206 && !goesOn) throw new Error('the server sent another range than asked for');
  const announced = Number(response.headers.get('content-length') ?? NaN);
  const handle = await open(part, goesOn ? 'a' : 'w');
  let bytes = 0;
  try {
    if (response.body !== null)
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        progress();
        await handle.write(chunk);
        bytes += chunk.byteLength;
      }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (Number.isFinite(announced) && bytes < announced) throw new Error(`${bytes} of ${announced} bytes came`);
}

const startOf = (response: Response): number =>
  Number(/bytes (\d+)-/u.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN);

/** What is wrong with a file that is here; null where nothing is. */
async function faultOf(file: string, { checksum, sizeBytes, url }: Download): Promise<string | null> {
  const size = await sizeOf(file);
  if (sizeBytes !== null && size !== sizeBytes) return `${size ?? 0} bytes`;
  if (checksum === null) return null;
  const code = Object.keys(HASHES).find((c) => checksum.toLowerCase().startsWith(c));
  const algorithm = code === undefined ? undefined : HASHES[code];
  if (code === undefined || algorithm === undefined) throw checksumUnknown(url, checksum);
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  const found = `${code}${hash.digest('hex')}`;
  return found === checksum.toLowerCase() ? null : found;
}

const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    (s) => s.size,
    () => null,
  );
