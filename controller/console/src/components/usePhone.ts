import { useSyncExternalStore } from 'react';

/** As style.css has it: what is narrower is a phone. */
const narrow = matchMedia('(max-width: 900px)');
const subscribe = (listener: () => void): (() => void) => {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
};

/** On a phone a table shows what matters within one screen's width, the rest of a row under its name. */
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
