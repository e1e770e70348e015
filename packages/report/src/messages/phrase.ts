/** Chinese, then English. `{name}` takes a value as it is, `{name|filter}` through a filter of `format-value.ts`. */
export type Phrase = readonly [zh: string, en: string];

/** Languages that a bureau can read its outputs in; Chinese is the default. */
export type Lang = 'zh' | 'en';
