/** Commander's sentences about wrong usage, and ours beside them; `$1` is what was typed or asked for. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.+)'$/u, '错误：缺少参数 $1'],
  [/^error: option '(.+)' argument missing$/u, '错误：选项 $1 缺少取值'],
  [/^error: option '(.+)' argument '(.*)' is invalid\. ?(.*)$/u, '错误：选项 $1 的取值 $2 无效。$3'],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.+)'\. ?(.*)$/u,
    '错误：参数 $2 的取值 $1 无效。$3',
  ],
  [/^error: required option '(.+)' not specified$/u, '错误：必须写明选项 $1'],
  [/^error: unknown option '(.+)'$/u, '错误：没有选项 $1'],
  [/^error: unknown command '(.+)'$/u, '错误：没有命令 $1'],
  [
    /^error: too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/u,
    '错误：参数过多：应有 $2 个，实有 $3 个',
  ],
  [/^\(Did you mean (.+)\?\)$/u, '（是否指 $1？）'],
  [/^\(Did you mean one of (.+)\?\)$/u, '（是否指其中之一：$1？）'],
];

/** An error of usage in Chinese, line by line; an unknown sentence stays as it is. */
export const inChinese = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const known = SENTENCES.find(([pattern]) => pattern.test(line));
      return known === undefined
        ? line
        : line
            .replace(known[0], known[1])
            .replace('allowed: a whole number from 1 up', '允许：1 以上的整数')
            .replace('allowed: ', '允许：');
    })
    .join('\n');
