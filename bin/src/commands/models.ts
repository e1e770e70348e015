import { listModels, verifyModels } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { printTable } from '../render/table.js';

export function addModels(program: Command): void {
  const models = program.command('models').description('the detection models: list, verify');
  models
    .command('list')
    .description('the models that are here, with their licence')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: a table on stdout; the default model is marked *.')
    .action(async ({ json }: { json?: boolean }) => {
      const list = await listModels();
      if (json) process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
      else
        printTable(
          ['', 'model', 'version', 'licence', 'runtimes', 'note'],
          list.map((m) => [m.isDefault ? '*' : '', m.id, m.version, m.licence, m.runtimes.join(' '), m.licenceNote]),
        );
    });
  models
    .command('verify')
    .description('hashes, and agreement of every runtime on this machine with the golden case')
    .argument('[model...]', 'names or paths (default: all shipped)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: a line a runtime on stdout; exit code 3 where one disagrees.')
    .action(async (names: string[], { json }: { json?: boolean }) => {
      const proofs = await verifyModels(names);
      if (json) process.stdout.write(`${JSON.stringify(proofs, null, 2)}\n`);
      else
        printTable(
          ['model', 'runtime', 'precision', 'result', 'largest difference', ''],
          proofs.map((p) => [
            p.model,
            p.runtime,
            p.precision,
            !p.tried ? 'not here' : p.ok ? 'agrees' : 'DISAGREES',
            p.largestDifference === null ? '' : p.largestDifference.toExponential(1),
            p.detail,
          ]),
        );
      process.exitCode = proofs.some((p) => p.tried && !p.ok) ? EXIT.badInput : EXIT.done;
    });
}
