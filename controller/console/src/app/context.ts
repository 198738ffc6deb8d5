import { createContext, useContext } from 'react';
import type { Session } from '@/api/models/session';
import type { Preferences } from './preferences';

interface PreferencesValue {
  preferences: Preferences;
  change: (part: Partial<Preferences>) => void;
}

export const PreferencesContext = createContext<PreferencesValue>({ preferences: { language: 'zh', look: 'light' }, change: () => undefined });
export const usePreference = (): PreferencesValue => useContext(PreferencesContext);

export const SessionContext = createContext<Session | null>(null);

/** The session of the person who is signed in; only inside the shell. */
export function useSignedIn(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('outside the shell');
  return session;
}
