/** Each message in both languages, side by side: Chinese, English. {name} is replaced by a parameter. */
export type Catalogue = Record<string, readonly [zh: string, en: string]>;
