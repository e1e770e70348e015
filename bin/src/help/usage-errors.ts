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
  [/^error: (--\S+) needs (.+)$/u, '错误：选项 $1 需要同时写明 $2'],
  [/^\(Did you mean (.+)\?\)$/u, '（是否指 $1？）'],
  [/^\(Did you mean one of (.+)\?\)$/u, '（是否指其中之一：$1？）'],
];

/** What the parsers of options allow, the longer before the shorter. */
const ALLOWED: readonly (readonly [string, string])[] = [
  ['a whole number from 1 up', '1 以上的整数'],
  ['a number with one of the units', '数字加单位，单位为'],
  ['a day that exists, such as', '确实存在的日期，例如'],
  ['MIN,MAX in metres, such as', '最小值,最大值（米），例如'],
  ['MIN,MAX in days, such as', '最小值,最大值（天），例如'],
  ['a number between 0 and 1', '0 与 1 之间的数'],
  ['our field, =, and the column, such as', '本系统字段名、等号、列名，例如'],
  ['allowed: ', '允许：'],
];

/** An error of usage in Chinese, line by line; an unknown sentence stays as it is. */
export const inChinese = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const known = SENTENCES.find(([pattern]) => pattern.test(line));
      return known === undefined
        ? line
        : ALLOWED.reduce(
            (words, [english, chinese]) => words.replace(english, chinese),
            line.replace(known[0], known[1]),
          );
    })
    .join('\n');
