import type { Command } from 'commander';
import { buildProgram } from '../program.js';

/** docs/cli.md from the program table itself. */
export function cliPage(): string {
  const program = withoutThisMachine(buildProgram());
  const help = (command: Command): string => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
    command.outputHelp();
    return text.trimEnd();
  };
  const sections = leaves(program).map((c) => `## ${pathOf(c)}\n\n\`\`\`text\n${help(c)}\n\`\`\`\n`);
  return `# The command line\n\nGenerated from the program table: \`pnpm run docs\`. stdout is data, stderr is for people.\n\n\`\`\`text\n${help(program)}\n\`\`\`\n\n${sections.join('\n')}`;
}

/** Defaults that differ from machine to machine are told in words: the page is the same wherever it is made. */
function withoutThisMachine(command: Command): Command {
  for (const option of command.options) {
    if (option.long === '--workers') option.defaultValueDescription = 'the number of cores';
    // Its description says it.
    if (option.long === '--as') option.defaultValue = undefined;
  }
  command.commands.forEach(withoutThisMachine);
  return command;
}

const leaves = (command: Command): Command[] =>
  command.commands.flatMap((c) => (c.commands.length > 0 ? leaves(c) : [c])).filter((c) => c.name() !== 'help');

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
