import { doctor } from '@landscar/pipeline';
import type { Command } from 'commander';
import { checkName, DOCTOR_WORDS } from '../doctor-words.js';
import { EXIT } from '../exit-codes.js';
import { choiceOption } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { terminalLang } from '../terminal-language.js';
import { speak } from '../words.js';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what this machine has and lacks')
    .option('--json', 'as JSON')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: one line a check on stdout; exit code 3 where something needed is missing.')
    .action(async ({ json }: { json?: boolean }) => {
      const checks = await doctor(process.cwd());
      if (json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else
        printTable(
          ['', say('check'), say('found'), say('next')],
          checks.map((c) => [mark(c), checkName(terminalLang, c.name), c.found, checkName(terminalLang, c.next)]),
        );
      process.exitCode = checks.some((c) => !c.ok && !c.optional) ? EXIT.badInput : EXIT.done;
    });
}

const mark = ({ ok, optional }: { ok: boolean; optional: boolean }): string =>
  say(ok ? 'fine' : optional ? 'without' : 'lacking');

const say = speak(DOCTOR_WORDS, terminalLang);
