// What the person chose in this browser: language and look. Kept in localStorage.
import { useCallback, useState } from 'react';
import type { Language } from '@/domain/times';

export type Look = 'light' | 'dark';

export interface Preferences {
  language: Language;
  look: Look;
}

const key = 'tongluo-preferences';

function systemLook(): Look {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function readPreferences(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
    return { language: kept.language === 'en' ? 'en' : 'zh', look: kept.look === 'dark' || kept.look === 'light' ? kept.look : systemLook() };
  } catch {
    return { language: 'zh', look: systemLook() };
  }
}

export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const [preferences, set] = useState(readPreferences);
  const change = useCallback((part: Partial<Preferences>) => {
    set((before) => {
      const after = { ...before, ...part };
      localStorage.setItem(key, JSON.stringify(after));
      return after;
    });
  }, []);
  return [preferences, change];
}
