// The one place for times: everything on the screen is in the county's time zone, a fixed offset from UTC (no summer time).

export type Language = 'zh' | 'en';

let offsetMinutes = 480;

export function setCountyOffset(minutes: number): void {
  offsetMinutes = minutes;
}

export const nowUs = (): number => Date.now() * 1000;

const two = (value: number): string => String(value).padStart(2, '0');

/** A date whose UTC fields are the county's wall clock. */
export const wall = (us: number): Date => new Date(us / 1000 + offsetMinutes * 60_000);

export function dayText(us: number): string {
  const date = wall(us);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

export function clockText(us: number, seconds = false): string {
  const date = wall(us);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${seconds ? `:${two(date.getUTCSeconds())}` : ''}`;
}

export function timeText(us: number | null | undefined, seconds = true): string {
  return us === null || us === undefined || us === 0 ? '–' : `${dayText(us)} ${clockText(us, seconds)}`;
}

/** "2026-11-24T07:00" of the county's wall clock, as schedules are written. */
export const localText = (us: number): string => `${dayText(us)}T${clockText(us)}`;

/** Microseconds of a county wall clock "2026-11-24T07:00"; null when it is none. */
export function fromLocal(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  const ms = Date.UTC(year, month - 1, day, hour, minute);
  const back = new Date(ms);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59) return null;
  return (ms - offsetMinutes * 60_000) * 1000;
}

const dayUs = 86_400_000_000;

export function startOfDay(us: number): number {
  const offsetUs = offsetMinutes * 60_000_000;
  return Math.floor((us + offsetUs) / dayUs) * dayUs - offsetUs;
}

/** Monday, 00:00. */
export function startOfWeek(us: number): number {
  const day = startOfDay(us);
  return day - ((wall(day).getUTCDay() + 6) % 7) * dayUs;
}

export const addDays = (us: number, days: number): number => us + days * dayUs;

const parts: [number, string, string][] = [
  [5, '凌晨', 'night'], [8, '早晨', 'early morning'], [12, '上午', 'morning'], [13, '中午', 'noon'], [18, '下午', 'afternoon'],
  [22, '晚上', 'evening'], [24, '深夜', 'late night'],
];

/** The word that tells 00:07 from 07:00. */
export function dayPart(hour: number, language: Language): string {
  const found = parts.find(([until]) => hour < until) ?? parts[parts.length - 1]!;
  return language === 'zh' ? found[1] : found[2];
}

export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

const units: [number, string, string][] = [[86_400, '天', 'd'], [3_600, '小时', 'h'], [60, '分钟', 'min'], [1, '秒', 's']];

/** The largest unit that fits, rounded down: for lengths that nobody needs to the second. */
export function spanText(seconds: number, language: Language): string {
  const [size, zh, en] = units.find(([least]) => seconds >= least) ?? units[3]!;
  return `${Math.floor(seconds / size)} ${language === 'zh' ? zh : en}`;
}

export function agoText(us: number | null, now: number, language: Language): string {
  if (us === null || us === 0) return '–';
  const seconds = Math.max(0, Math.round((now - us) / 1_000_000));
  return language === 'zh' ? `${spanText(seconds, language)}前` : `${spanText(seconds, language)} ago`;
}
