import { initSite } from '@landscar/pipeline';
import type { Command } from 'commander';
import { choiceOption } from '../option-parsers.js';
import { terminalLang } from '../terminal-language.js';

export function addInit(program: Command): void {
  program
    .command('init')
    .description('a new site folder with a landscar.yaml to fill in')
    .argument('<folder>', 'folder to make')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: FOLDER/landscar.yaml and empty folders; its path on stdout.')
    .action((folder: string) => {
      process.stdout.write(`${initSite(folder)}\n`);
    });
}
