import { Command, Help, type AddHelpTextContext, type AddHelpTextPosition } from 'commander';
import { displayWidth } from '../display-width.js';
import type { Lang } from '../words.js';
import { helpText } from './help-text.js';
import { inChinese } from './usage-errors.js';

/** A command whose table is written in English and whose help is read in `lang`. */
export class BilingualCommand extends Command {
  readonly #lang: Lang;

  constructor(name: string, lang: Lang) {
    super(name);
    this.#lang = lang;
    if (lang === 'zh')
      this.configureOutput({
        outputError: (text, write) => {
          write(inChinese(text));
        },
      });
  }

  override createCommand(name: string): BilingualCommand {
    return new BilingualCommand(name, this.#lang);
  }

  override createHelp(): Help {
    return Object.assign(this.#lang === 'zh' ? new ChineseHelp() : new Help(), this.configureHelp());
  }

  override addHelpText(position: AddHelpTextPosition, text: string | ((context: AddHelpTextContext) => string)): this {
    return typeof text === 'string'
      ? super.addHelpText(position, helpText(this.#lang, text))
      : super.addHelpText(position, text);
  }
}

/** Commander's help with Chinese words and Chinese line breaks. */
class ChineseHelp extends Help {
  override styleTitle(title: string): string {
    return translated(title);
  }
  override commandDescription(command: Command): string {
    return translated(super.commandDescription(command));
  }
  override subcommandDescription(command: Command): string {
    return translated(super.subcommandDescription(command));
  }
  override optionDescription(option: Parameters<Help['optionDescription']>[0]): string {
    return this.#withFacts(super.optionDescription(option), option.description);
  }
  override argumentDescription(argument: Parameters<Help['argumentDescription']>[0]): string {
    return this.#withFacts(super.argumentDescription(argument), argument.description);
  }
  override displayWidth(text: string): number {
    return displayWidth(text);
  }
  /** Lines may break after a Chinese character, but not before a closing sign. */
  override boxWrap(text: string, width: number): string {
    const lines: string[] = [];
    for (const paragraph of text.split('\n')) {
      let line = '';
      for (const [chunk] of paragraph.matchAll(CHUNK)) {
        if (line !== '' && this.displayWidth(line + chunk.trimEnd()) > width) {
          lines.push(line.trimEnd());
          line = '';
        }
        line += line === '' ? chunk.trimStart() : chunk;
      }
      lines.push(line.trimEnd());
    }
    return lines.join('\n');
  }

  /** `text (default: 2)`: the facts that commander adds keep their values. */
  #withFacts(whole: string, description: string): string {
    const facts = whole.slice(description.length).replace('(default: ', '（默认：').replace(/\)$/u, '）');
    return translated(description) + facts.trimStart();
  }
}

/** A Chinese character with the closing signs after it, or a run of anything else up to a space. */
const CHUNK = /[\u2E80-\u9FFF\uFF08][，。；：、）！？”]*\s*|[^\s\u2E80-\u9FFF\uFF08]+\s*|\s+/gu;

const translated = (text: string): string => helpText('zh', text);
