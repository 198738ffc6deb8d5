// When a terminal was online in the last thirty days: stretches of time, cut into days to draw, and what they come to. Pure.
import { addDays, startOfDay } from './times';

export type Reach = 'online' | 'offline' | 'unknown';

export interface OnlineRecord {
  from_us: number;
  until_us: number;
  changes: { at_us: number; state: Reach }[];
}

export interface Stretch {
  from: number;
  until: number;
  state: Reach;
}

/** From the first day to now, without gaps; before the first change nothing is known. */
export function stretchesOf(record: OnlineRecord): Stretch[] {
  const marks = [{ at_us: record.from_us, state: 'unknown' as Reach }, ...record.changes];
  return marks
    .map((mark, index) => ({ from: Math.max(record.from_us, mark.at_us), until: Math.min(record.until_us, marks[index + 1]?.at_us ?? record.until_us), state: mark.state }))
    .filter((one) => one.until > one.from);
}

export interface Day {
  startUs: number;
  /** From 0 to 1 of the day. */
  parts: { from: number; until: number; state: Reach }[];
}

/** One row for each day of the county's clock, the oldest first. */
export function daysOf(stretches: Stretch[]): Day[] {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last) return [];
  const days: Day[] = [];
  for (let start = startOfDay(first.from); start < last.until; start = addDays(start, 1)) {
    const end = addDays(start, 1);
    const share = (at: number): number => (Math.min(Math.max(at, start), end) - start) / (end - start);
    const parts = stretches.filter((one) => one.from < end && one.until > start).map((one) => ({ from: share(one.from), until: share(one.until), state: one.state }));
    days.push({ startUs: start, parts });
  }
  return days;
}

export interface OnlineFigures {
  /** Percent of the time that is known; null: nothing is. */
  online: number | null;
  outages: number;
  longestMs: number;
}

export function figuresOf(stretches: Stretch[]): OnlineFigures {
  const lasting = (state: Reach): number => stretches.filter((one) => one.state === state).reduce((sum, one) => sum + one.until - one.from, 0);
  const [online, offline] = [lasting('online'), lasting('offline')];
  const outages = stretches.filter((one) => one.state === 'offline');
  return {
    online: online + offline > 0 ? (100 * online) / (online + offline) : null,
    outages: outages.length,
    longestMs: Math.max(0, ...outages.map((one) => (one.until - one.from) / 1000)),
  };
}
