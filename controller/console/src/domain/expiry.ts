// The last day of a clip, as people write it, and the instant of the API from which it is refused. Pure.
import { addDays, dayText, fromLocal } from './times';

/** The end of that day in the county; null when it is no day. */
export function endOfDay(date: string): number | null {
  const start = fromLocal(`${date}T00:00`);
  return start === null ? null : addDays(start, 1);
}

/** The last day on which it is good; '' without an end. */
export const lastDay = (expiresUs: number | null): string => (expiresUs === null ? '' : dayText(expiresUs - 1));
