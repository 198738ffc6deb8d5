// A schedule as a form has it, and the rule that the controller expands (RFC 5545). Pure.
import type { TimelineEntry } from '@/api/models/orders';
import type { ScheduleRule } from '@/api/models/prepare';
import { addDays, startOfDay } from './times';

export const repeats = ['once', 'daily', 'weekdays', 'weekly'] as const;
export type Repeat = (typeof repeats)[number];

export interface ScheduleForm {
  date: string;
  time: string;
  repeat: Repeat;
  count: number;
  holidays: 'play' | 'skip' | 'only';
}

const hourUs = 3_600_000_000;

export const isClock = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

const frequency: Record<Exclude<Repeat, 'once'>, string> = {
  daily: 'FREQ=DAILY', weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', weekly: 'FREQ=WEEKLY',
};

export function ruleOf(form: ScheduleForm): ScheduleRule {
  return {
    start: `${form.date}T${form.time}`,
    holidays: form.holidays,
    ...(form.repeat !== 'once' && { rrule: `${frequency[form.repeat]};COUNT=${form.count}` }),
  };
}

/** What was cancelled, or has been replaced, does not sound from then on; what began before that did. */
export const stillSounds = (entry: TimelineEntry): boolean => entry.ended_us === null || entry.start_us < entry.ended_us;

/** The entries that begin in each of the 24 hours of a day. */
export function byHour(entries: TimelineEntry[], day: number): TimelineEntry[][] {
  const hours: TimelineEntry[][] = Array.from({ length: 24 }, () => []);
  for (const entry of entries) hours[Math.floor((entry.start_us - day) / hourUs)]?.push(entry);
  return hours.map((hour) => hour.sort((a, b) => a.start_us - b.start_us));
}

/** The entries of each of seven days. */
export function byDay(entries: TimelineEntry[], week: number): TimelineEntry[][] {
  const days: TimelineEntry[][] = Array.from({ length: 7 }, () => []);
  for (const entry of entries) {
    const index = Math.round((startOfDay(entry.start_us) - week) / (addDays(0, 1)));
    days[index]?.push(entry);
  }
  return days.map((day) => day.sort((a, b) => a.start_us - b.start_us));
}
