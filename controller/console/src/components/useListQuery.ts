import { useState } from 'react';
import { useSettled } from './useSettled';

/** Words as they are typed, filters by the controller's names, and how the rows stand. */
export interface Wanted {
  text: string;
  sort?: string;
  [filter: string]: string | undefined;
}

/** What somebody wants of a list that the controller filters and sorts, and as what it is asked for once they pause. */
export function useListQuery() {
  const [wanted, setWanted] = useState<Wanted>({ text: '' });
  const { text, ...query } = useSettled(wanted);
  const change = (part: Partial<Wanted>): void => setWanted((before) => ({ ...before, ...part }));
  return { wanted, change, query: { ...query, text: text.trim() || undefined } };
}
