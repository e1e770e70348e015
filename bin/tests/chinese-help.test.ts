import { CommanderError, type Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../src/display-width.js';
import { HELP_WORDS } from '../src/help/help-words.js';
import { inChinese } from '../src/help/usage-errors.js';
import { buildProgram } from '../src/program.js';
import { languageOf } from '../src/terminal-language.js';

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

function helpOf(command: Command, width = 80): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => width });
  command.outputHelp();
  return text;
}

/** What is shown after commander's own part. */
function afterOf(command: Command): string {
  const whole = helpOf(command);
  return whole.slice(command.helpInformation().length);
}

/** Every line of the help that a person reads, as the commands have it. */
function linesOf(command: Command): string[] {
  return [
    command.description(),
    ...command.registeredArguments.map((a) => a.description),
    ...command.options.map((o) => o.description),
    ...afterOf(command).split('\n'),
  ].filter((line) => line !== '');
}

describe('help', () => {
  it('has Chinese words for every line of every command, and none too many', () => {
    const lines = new Set(all(buildProgram('en')).flatMap(linesOf));
    expect(lines.size).toBeGreaterThan(200);
    expect([...lines].filter((line) => HELP_WORDS[line] === undefined)).toEqual([]);
    const commanders = /^(Usage|Arguments|Options|Commands):$|^display help|^\(landscar help/u;
    expect(Object.keys(HELP_WORDS).filter((line) => !lines.has(line) && !commanders.test(line))).toEqual([]);
  });

  it('is Chinese and fits the terminal', () => {
    for (const command of all(buildProgram('zh'))) {
      const table = helpOf(command).split('\n\n').slice(1, -1).join('\n').split('\n');
      expect(table.filter((line) => displayWidth(line) > 80)).toEqual([]);
      expect(helpOf(command)).not.toMatch(/Usage:|Options:|default:/u);
    }
  });

  it('every command takes --lang', () => {
    const commands = all(buildProgram('zh')).filter(({ commands }) => commands.length === 0);
    expect(
      commands.filter(({ options }) => !options.some(({ long }) => long === '--lang')).map((c) => c.name()),
    ).toEqual([]);
  });

  it('speaks Chinese unless English is asked for', () => {
    expect(languageOf(['scan', 'x'], {})).toBe('zh');
    expect(languageOf(['scan', 'x'], { LANDSCAR_LANG: 'en' })).toBe('en');
    expect(languageOf(['scan', '--lang', 'zh'], { LANDSCAR_LANG: 'en' })).toBe('zh');
    expect(languageOf(['scan', '--lang=en'], {})).toBe('en');
  });
});

it.each([
  [['scan'], '缺少参数 site'],
  [['detect', 'x', '--out', 'y', '--focus-only'], '选项 --focus-only 需要同时写明 --focus FILE'],
  [['detect', 'x', '--out', 'y', '--min-area', '5'], '允许：数字加单位，单位为 m2'],
  [['scann'], '没有命令 scann\n（是否指 scan？）'],
  [['scan', 'x', '--nope'], '没有选项 --nope'],
  [['scan', 'x', '--out'], '选项 --out <dir> 缺少取值'],
  [['scan', 'x', '--workers', 'many'], '选项 --workers <n> 的取值 many 无效。允许：1 以上的整数'],
  [['scan', 'x', '--lang', 'fr'], '选项 --lang <zh|en> 的取值 fr 无效。允许：zh, en'],
  [['scan', 'x', 'y'], '参数过多：应有 1 个，实有 2 个'],
  [['ingest', '--before', 'a.tif'], '必须写明选项'],
])('wrong usage %j is said in Chinese', async (args, sentence) => {
  const program = buildProgram('zh');
  let text = '';
  for (const command of all(program)) command.configureOutput({ writeErr: (part) => void (text += part) });
  await expect(program.parseAsync(['node', 'landscar', ...args])).rejects.toThrow(CommanderError);
  expect(text).toContain(sentence);
  expect(text).not.toContain('error:');
});

it('a sentence that is not known stays as it is', () => {
  expect(inChinese('error: something new')).toBe('error: something new');
});
