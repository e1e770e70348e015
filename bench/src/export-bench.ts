import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exportPackage, writeDossiers } from '@landscar/report';
import { madeRun, writeMadeStack } from './made-run.js';

/**
 * What leaves the house, on made-up leads, each in a process of its own:
 *   node bench/dist/export-bench.js [--leads 10000] [--dossiers 300]
 * The delivery package (no dossiers), dossiers as Word files and as pages, and the chips in them: eight a dossier.
 */
const { values } = parseArgs({
  options: {
    leads: { type: 'string', default: '10000' },
    dossiers: { type: 'string', default: '300' },
    /** Set by the bench for its own processes. */
    part: { type: 'string' },
    // Not `dir`: gdal-async's loader takes that for its own.
    folder: { type: 'string' },
  },
});
const self = fileURLToPath(import.meta.url);
const leads = Number(values.leads);
const dossiers = Number(values.dossiers);
const CHIPS_A_DOSSIER = 8;

if (values.part === undefined) {
  const dir = await mkdtemp(join(tmpdir(), 'landscar-export-bench-'));
  const part = (name: string): void => {
    const sizes = ['--leads', values.leads, '--dossiers', values.dossiers];
    execFileSync(process.execPath, [self, '--part', name, '--folder', dir, ...sizes], { stdio: 'inherit' });
  };
  try {
    part('stack');
    console.log(`| what | of | s | CPU s | a second | peak MiB |\n| --- | ---: | ---: | ---: | ---: | ---: |`);
    for (const name of ['package', 'docx', 'html', 'both']) part(name);
    console.log(`\n${availableParallelism()} cores; load ${loadavg()[0]?.toFixed(1) ?? '?'} at the end`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
} else {
  const dir = values.folder ?? '';
  const stackDir = join(dir, 'stack');
  if (values.part === 'stack') await writeMadeStack(stackDir, leads);
  else {
    const made = await madeRun(leads);
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const report = (what: string, of: number): void => {
      const s = (performance.now() - start) / 1000;
      const used = process.cpuUsage(cpu);
      const peakMiB = (process.resourceUsage().maxRSS / 1024).toFixed(0);
      const seconds = ((used.user + used.system) / 1e6).toFixed(1);
      console.log(`| ${what} | ${of} | ${s.toFixed(1)} | ${seconds} | ${(of / s).toFixed(1)} | ${peakMiB} |`);
    };
    if (values.part === 'package') {
      await exportPackage({ ...made, stackDir, profile: 'rdtb', out: join(dir, 'package'), gcj02: true });
      report('leads in the package', leads);
    } else {
      const formats = values.part === 'both' ? (['docx', 'html'] as const) : [values.part as 'docx' | 'html'];
      await writeDossiers({
        ...made,
        leads: made.leads.slice(0, dossiers),
        stackDir,
        out: join(dir, values.part),
        formats,
      });
      report(`dossiers, ${formats.join(' and ')}`, dossiers);
      if (values.part === 'docx') report('chips in them', dossiers * CHIPS_A_DOSSIER);
    }
  }
}
