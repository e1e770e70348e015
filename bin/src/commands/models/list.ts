import { listModels } from '@landscar/pipeline';
import type { Command } from 'commander';
import { MODELS_WORDS } from '../../models-words.js';
import { choiceOption } from '../../option-parsers.js';
import { printTable } from '../../render/table.js';
import { speak, type Lang } from '../../words.js';
import { terminalLang } from '../../terminal-language.js';

export function addModelsList(models: Command): void {
  models
    .command('list')
    .description('the models that are here, with their licence')
    .option('--json', 'as JSON')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: a table on stdout; the default model is marked *.')
    .action(async ({ json, lang }: { json?: boolean; lang: Lang }) => {
      const list = await listModels();
      const say = speak(MODELS_WORDS, lang);
      if (json) process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
      else
        printTable(
          ['', say('model'), say('version'), say('licence'), say('runtimes'), say('note')],
          list.map((m) => [m.isDefault ? '*' : '', m.id, m.version, m.licence, m.runtimes.join(' '), m.licenceNote]),
        );
    });
}
