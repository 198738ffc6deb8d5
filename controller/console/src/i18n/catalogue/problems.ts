import words from '../../../../http/problem_words.json';
import type { Catalogue } from '../types';

type Code = keyof typeof words;

// Words for the codes of the API: the controller's own, which stand in its answers too. A test holds them against openapi.json and PROTOCOL.md.
export const problems = Object.fromEntries(Object.entries(words).map(([code, both]) => [`error.${code}`, both])) as unknown as {
  readonly [Key in Code as `error.${Key}`]: readonly [zh: string, en: string];
} satisfies Catalogue;
