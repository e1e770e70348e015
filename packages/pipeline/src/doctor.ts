import { statfsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { gdalVersion } from '@landscar/geodata';
import { runtimesOnThisMachine } from '@landscar/detect';
import { LANDSCAR_VERSION } from './version.js';

export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  /** A check that fails but that landscar can do without. */
  readonly optional: boolean;
  readonly found: string;
  readonly next: string;
}

const MIN_NODE_MAJOR = 20;
const MIN_FREE_DISK_BYTES = 5 * 2 ** 30;
const MIN_MEMORY_BYTES = 4 * 2 ** 30;
const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** What this machine has and lacks; it changes nothing. */
export async function doctor(folder: string): Promise<DoctorCheck[]> {
  const node = Number(process.versions.node.split('.')[0]);
  const disk = statfsSync(folder);
  const freeDiskBytes = disk.bavail * disk.bsize;
  return [
    check('landscar', true, LANDSCAR_VERSION, ''),
    check('Node.js', node >= MIN_NODE_MAJOR, process.versions.node, `install Node ${MIN_NODE_MAJOR} or newer`),
    check('cores', true, String(availableParallelism()), ''),
    check('memory', totalmem() >= MIN_MEMORY_BYTES, `${gib(freemem())} / ${gib(totalmem())}`, 'use --workers 1'),
    check('disk', freeDiskBytes >= MIN_FREE_DISK_BYTES, `${gib(freeDiskBytes)}, ${folder}`, 'name another --out'),
    await tried('GDAL', false, 'run ./bin/setup', gdalVersion),
    ...(await runtimesOnThisMachine()).map(({ name, available, detail }) =>
      check(`runtime ${name}`, available, detail, 'run ./bin/setup', name !== 'baseline'),
    ),
  ];
}

const check = (name: string, ok: boolean, found: string, next: string, optional = false): DoctorCheck => ({
  name,
  ok,
  optional,
  found,
  next: ok ? '' : next,
});

async function tried(name: string, optional: boolean, next: string, find: () => Promise<string>): Promise<DoctorCheck> {
  try {
    return check(name, true, await find(), next, optional);
  } catch (error) {
    return check(name, false, error instanceof Error ? error.message : String(error), next, optional);
  }
}
