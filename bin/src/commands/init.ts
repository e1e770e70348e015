import { initSite } from '@landscar/pipeline';
import type { Command } from 'commander';

export function addInit(program: Command): void {
  program
    .command('init')
    .description('a new site folder with a landscar.yaml to fill in')
    .argument('<folder>', 'folder to make')
    .addHelpText('after', '\nResult: FOLDER/landscar.yaml and empty folders; its path on stdout.')
    .action((folder: string) => {
      process.stdout.write(`${initSite(folder)}\n`);
    });
}
