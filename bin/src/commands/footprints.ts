import { checkFootprints } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';

export function addFootprints(program: Command): void {
  program
    .command('footprints')
    .description('approved footprints: check')
    .command('check')
    .description('CRS, encoding, fields and topology of footprint files; changes nothing')
    .argument('<file...>', 'shapefile, GeoPackage, GeoJSON, KML, xlsx or csv')
    .option('--crs <crs>', 'CRS where the files state none')
    .option('--lang <zh|en>', 'language of the messages', 'zh')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: findings per file on stdout; exit code 3 where a file cannot be used as it is.')
    .action(async (files: string[], flags: { crs?: string; lang: 'zh' | 'en'; json?: boolean }) => {
      const checks = await checkFootprints(
        files.map((file) => ({ file, ...(flags.crs !== undefined && { crs: flags.crs }) })),
        { lang: flags.lang },
      );
      if (flags.json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else
        for (const c of checks) {
          process.stdout.write(
            `${c.file}\n  ${c.crs ?? '-'}  ${c.crsReason}\n  ${c.encoding}, ${c.features.length} features\n`,
          );
          for (const p of c.problems)
            process.stdout.write(
              `  ${p.severity}  ${p.code}  ${p.feature === null ? '' : `#${p.feature} `}${p.message}\n`,
            );
        }
      process.exitCode = checks.some((c) => c.problems.some((p) => p.severity === 'error')) ? EXIT.badInput : EXIT.done;
    });
}
