import { plan, planPicture, warningText, writePicture, type Plan } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption, countOption, defaultWorkers } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { PLAN_WORDS, speak, type Lang } from '../words.js';
import { terminalLang } from '../terminal-language.js';

interface PlanFlags {
  readonly model?: string;
  readonly workers: number;
  readonly picture?: string;
  readonly lang: Lang;
  readonly json?: boolean;
}

export function addPlan(program: Command): void {
  program
    .command('plan')
    .description('what a scan of a site would take: pixels, windows, memory, disk, time')
    .argument('<site>', 'folder with a landscar.yaml, or the file itself')
    .option('--model <name>', 'model folder, by name or path (default as the site says)')
    .option('--workers <n>', 'worker threads', countOption, defaultWorkers())
    .option('--picture <file.svg>', 'also draw the area with scenes, footprints and corridors')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nChanges nothing; measures this machine for about three seconds in a temporary folder.')
    .action(async (site: string, flags: PlanFlags) => {
      const planned = await plan({ site, ...flags });
      const say = speak(PLAN_WORDS, flags.lang);
      const { map, ...facts } = planned;
      if (flags.json) process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
      else print(planned, flags.lang, say);
      if (flags.picture !== undefined) {
        const title = siteTitle(planned, say);
        const labels = { before: say('before'), after: say('after'), area: say('area'), projects: say('projects') };
        await writePicture(flags.picture, planPicture({ ...map, title, labels, lang: flags.lang }));
        if (!flags.json) process.stdout.write(`${say('picture')}: ${flags.picture}\n`);
      }
      process.exitCode = EXIT.done;
    });
}

type Say = (key: keyof typeof PLAN_WORDS) => string;

function print(p: Plan, lang: Lang, say: Say): void {
  const { seconds } = p;
  const stages = (['ingest', 'detect', 'polygons'] as const).map((s) => `${say(s)} ${duration(seconds[s])}`).join(', ');
  const short = p.diskBytesAtMost > p.diskBytesFree ? ` - ${say('diskShort')}` : '';
  const rows: [string, string][] = [
    ...p.scenes.map((s): [string, string] => [
      say('scene'),
      `${s.date} ${s.sensor} ${s.gsdM.toFixed(1)} m, ${s.bands.length} ${say('bands')}, ${s.file}`,
    ]),
    [say('grid'), `${p.grid.width} × ${p.grid.height}, ${p.grid.crs}, ${p.grid.pixelWidth} × ${p.grid.pixelHeight}`],
    [say('pixels'), `${(p.pixels / 1e6).toFixed(2)} M, ${p.windows} ${say('windows')}`],
    [say('model'), p.model],
    [say('workers'), String(p.workers)],
    [say('memory'), `${say('about')} ${gib(p.memoryBytes)}`],
    [say('disk'), `${say('atMost')} ${gib(p.diskBytesAtMost)}, ${say('free')} ${gib(p.diskBytesFree)}${short}`],
    [say('time'), `${say('about')} ${duration(seconds.all)} (${stages})`],
  ];
  printTable([say('title'), siteTitle(p, say)], rows);
  for (const warning of p.warnings) process.stdout.write(`! ${warning.code} ${warningText(lang, warning)}\n`);
  process.stdout.write(`${say('measured')}\n`);
}

/** Invented data says so, once. */
const siteTitle = ({ site, demo }: Plan, say: Say): string =>
  demo && !site.includes(say('demo')) ? `${site} (${say('demo')})` : site;

const gib = (bytes: number): string =>
  bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.max(1, Math.round(seconds))} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;
