import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Bilingual } from '@/api/models/diagnosis';
import type { Language } from '@/domain/times';
import type { MessageKey } from './messages';
import { translate, translateWord, type Parameters } from './translate';

export interface I18n {
  language: Language;
  t: (key: MessageKey, parameters?: Parameters) => string;
  /** A word of the API, under its prefix. */
  word: (prefix: string, word: string) => string;
  pick: (texts: Bilingual) => string;
}

function i18nOf(language: Language): I18n {
  return {
    language,
    t: (key, parameters) => translate(language, key, parameters),
    word: (prefix, word) => translateWord(language, prefix, word),
    pick: (texts) => texts[language],
  };
}

const Context = createContext<I18n>(i18nOf('zh'));

export function I18nProvider({ language, children }: { language: Language; children: ReactNode }) {
  const value = useMemo(() => i18nOf(language), [language]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export const useI18n = (): I18n => useContext(Context);
