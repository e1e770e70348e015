import { LANDSCAR_VERSION } from '@landscar/pipeline';
import { BilingualCommand } from './help/bilingual-command.js';
import { helpText } from './help/help-text.js';
import type { Lang } from './words.js';
import type { Command } from 'commander';
import { addCatalogue } from './commands/catalogue.js';
import { addClues } from './commands/clues.js';
import { addCredit } from './commands/credit.js';
import { addDetect } from './commands/detect.js';
import { addDoctor } from './commands/doctor.js';
import { addDossier, addRunReport } from './commands/dossier.js';
import { addEvaluate } from './commands/evaluate.js';
import { addExport, addVerify } from './commands/export.js';
import { addFieldCheck } from './commands/fieldcheck.js';
import { addFootprints } from './commands/footprints.js';
import { addIngest } from './commands/ingest.js';
import { addInit } from './commands/init.js';
import { addLeads } from './commands/leads.js';
import { addModels } from './commands/models.js';
import { addPlan } from './commands/plan.js';
import { addRegister } from './commands/register.js';
import { addReport } from './commands/report.js';
import { addRules } from './commands/rules.js';
import { addSample } from './commands/sample.js';
import { addScan } from './commands/scan.js';

/** The commands in the order of the help page. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  addInit,
  addDoctor,
  addCatalogue,
  addPlan,
  addScan,
  addIngest,
  addDetect,
  addReport,
  addFootprints,
  addRules,
  addLeads,
  addRegister,
  addClues,
  addCredit,
  addExport,
  addVerify,
  addDossier,
  addRunReport,
  addFieldCheck,
  addSample,
  addModels,
  addEvaluate,
];

/** The program table; parsing errors throw instead of ending the process. */
export function buildProgram(lang: Lang): Command {
  const program = new BilingualCommand('landscar', lang)
    .description('candidate soil-and-water-conservation violation leads from two dates of satellite imagery')
    .version(LANDSCAR_VERSION)
    .showHelpAfterError(helpText(lang, '(landscar help COMMAND shows how)'))
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 our bug, 2 usage, 3 bad input, 4 done in part, 5 leads found (--fail-on-leads), 130 interrupted.',
    );
  for (const add of COMMANDS) add(program);
  const inherit = (command: Command): void => {
    for (const child of command.commands) inherit(child.copyInheritedSettings(command));
  };
  inherit(program);
  return program;
}
