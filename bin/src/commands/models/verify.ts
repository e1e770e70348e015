import { verifyModels } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../../exit-codes.js';
import { MODELS_WORDS } from '../../models-words.js';
import { choiceOption } from '../../option-parsers.js';
import { printTable } from '../../render/table.js';
import { speak, type Lang } from '../../words.js';
import { terminalLang } from '../../terminal-language.js';

type Proof = Awaited<ReturnType<typeof verifyModels>>[number];

function resultOf({ loads, tried, ok, largestDifference }: Proof): keyof typeof MODELS_WORDS {
  if (!loads) return 'notHere';
  if (!tried) return 'nothingToProve';
  if (ok) return 'agrees';
  return largestDifference === null ? 'doesNotRun' : 'disagrees';
}

export function addModelsVerify(models: Command): void {
  models
    .command('verify')
    .description('hashes, and agreement of every runtime on this machine with the golden case; int8 within its guard')
    .argument('[model...]', 'names or paths (default: all shipped)')
    .option('--json', 'as JSON')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: a line a runtime on stdout; exit code 3 where one disagrees.')
    .action(async (names: string[], { json, lang }: { json?: boolean; lang: Lang }) => {
      const proofs = await verifyModels(names);
      const say = speak(MODELS_WORDS, lang);
      if (json) process.stdout.write(`${JSON.stringify(proofs, null, 2)}\n`);
      else
        printTable(
          [say('model'), say('runtime'), say('precision'), say('result'), say('difference'), ''],
          proofs.map((p) => [
            p.model,
            p.runtime,
            p.precision,
            say(resultOf(p)),
            p.largestDifference === null ? '' : p.largestDifference.toExponential(1),
            p.detail,
          ]),
        );
      process.exitCode = proofs.some((p) => p.tried && !p.ok) ? EXIT.badInput : EXIT.done;
    });
}
