import { plain } from '@/domain/plain';
import type { Language } from '@/domain/times';
import { messages, type MessageKey } from './messages';

export type Parameters = Record<string, string | number>;

export function translate(language: Language, key: MessageKey, parameters: Parameters = {}): string {
  const text = messages[key][language === 'zh' ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => plain(String(parameters[name] ?? whole)));
}

/** For words that come from the controller: its message if there is one, else the word itself. */
export function translateWord(language: Language, prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  return key in messages ? translate(language, key as MessageKey) : word;
}
