import { RULES, RULE_SETS, ruleSetFor } from '@landscar/pipeline';
import type { Command } from 'commander';
import { choiceOption, dateOption } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { terminalLang } from '../terminal-language.js';
import { RULES_WORDS, speak, type Lang } from '../words.js';

interface RulesFlags {
  readonly at?: string;
  readonly lang: Lang;
  readonly json?: boolean;
}

export function addRules(program: Command): void {
  program
    .command('rules')
    .description('the dated rule sets: which is in force, thresholds, citations')
    .option('--at <date>', 'day of the after image, YYYY-MM-DD (default: today)', dateOption)
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .option('--json', 'as JSON')
    .action((flags: RulesFlags) => {
      const at = flags.at ?? new Date().toISOString().slice(0, 10);
      const inForce = ruleSetFor('auto', at).id;
      if (flags.json)
        process.stdout.write(`${JSON.stringify({ at, inForce, ruleSets: RULE_SETS, rules: RULES }, null, 2)}\n`);
      else print(at, inForce, flags.lang);
    });
}

function print(at: string, inForce: string, lang: Lang): void {
  const say = speak(RULES_WORDS, lang);
  const ha = (areaM2: number): string => `${areaM2 / 10_000} ha`;
  const percent = (ratio: number | null): string => (ratio === null ? '-' : `${100 * ratio} %`);
  const rows = RULE_SETS.map(({ id, inForceFrom, thresholds: t }) => [
    id === inForce ? '*' : '',
    id,
    inForceFrom,
    ha(t.planBookM2),
    ha(t.planFormM2),
    t.exemptM3 === null ? '-' : `${t.exemptM3} m³`,
    percent(t.majorChangeRatio),
    t.lateralShiftM === null ? '-' : `${t.lateralShiftM} m`,
    percent(t.lateralShareRatio),
    String(t.approvalYears ?? '-'),
  ]);
  const columns = ['set', 'from', 'book', 'form', 'exempt', 'change', 'shift', 'share', 'years'] as const;
  printTable(['', ...columns.map((c) => say(c))], rows);
  process.stdout.write(`\n* ${say('inForce')} ${at}\n\n`);
  for (const { id, title, citation } of RULE_SETS) process.stdout.write(`${id}  ${title}\n  ${citation}\n`);
  process.stdout.write('\n');
  for (const [name, { says, source }] of Object.entries(RULES))
    process.stdout.write(`${name}  ${says[lang === 'zh' ? 0 : 1]}\n  ${source}\n`);
}
