import type { Command } from 'commander';
import { buildProgram } from '../program.js';
import type { Lang } from '../words.js';

/** docs/cli.md and docs/cli.zh-CN.md from the program table itself. */
export function cliPage(lang: Lang): string {
  const program = withoutThisMachine(buildProgram(lang), lang);
  const help = (command: Command): string => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
    command.outputHelp();
    return text.trimEnd();
  };
  const sections = leaves(program).map((c) => `## ${pathOf(c)}\n\n\`\`\`text\n${help(c)}\n\`\`\`\n`);
  return `${INTRODUCTION[lang]}\n\n\`\`\`text\n${help(program)}\n\`\`\`\n\n${sections.join('\n')}`;
}

const INTRODUCTION: Readonly<Record<Lang, string>> = {
  en: '# The command line\n\nGenerated from the program table: `pnpm run docs`. stdout is data, stderr is for people. The command line speaks Chinese unless `--lang en` or `LANDSCAR_LANG=en` is given.',
  zh: '# 命令行\n\n由程序的命令表生成：`pnpm run docs`。标准输出只有数据，标准错误给人看。默认中文；英文用 `--lang en` 或 `LANDSCAR_LANG=en`。',
};

const CORES: Readonly<Record<Lang, string>> = { en: 'the number of cores', zh: 'CPU 核数' };

/** Defaults that differ from machine to machine are told in words: the page is the same wherever it is made. */
function withoutThisMachine(command: Command, lang: Lang): Command {
  for (const option of command.options) {
    if (option.long === '--workers') option.defaultValueDescription = CORES[lang];
    // Its description says it.
    if (option.long === '--as') option.defaultValue = undefined;
  }
  for (const child of command.commands) withoutThisMachine(child, lang);
  return command;
}

const leaves = (command: Command): Command[] =>
  command.commands.flatMap((c) => (c.commands.length > 0 ? leaves(c) : [c])).filter((c) => c.name() !== 'help');

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
