import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '@/api/models/orders';
import { byDay, byHour, isClock, ruleOf, stillSounds } from './schedule';
import { fromLocal, startOfWeek } from './times';

describe('a schedule', () => {
  it('takes 24-hour clocks alone', () => {
    expect(['00:07', '07:00', '23:59'].every(isClock)).toBe(true);
    expect(['24:00', '7:00', '07:60', '07:00pm'].some(isClock)).toBe(false);
  });
  it('is a rule that the controller expands', () => {
    const form = { date: '2026-11-24', time: '07:00', repeat: 'weekdays' as const, count: 5, holidays: 'skip' as const };
    expect(ruleOf(form)).toEqual({ start: '2026-11-24T07:00', holidays: 'skip', rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=5' });
    expect(ruleOf({ ...form, repeat: 'once' })).not.toHaveProperty('rrule');
  });
  it('shows nothing from the moment on at which it was cancelled or replaced', () => {
    const ended = (ended_us: number | null) => ({ start_us: 100, ended_us }) as TimelineEntry;
    expect([null, 99, 100, 101].map(ended).map(stillSounds)).toEqual([true, false, false, true]);
  });
  it('lies in the hours of its day, in their order', () => {
    const at = (text: string) => ({ start_us: fromLocal(text)! }) as TimelineEntry;
    const entries = [at('2026-11-24T23:59'), at('2026-11-24T07:30'), at('2026-11-24T07:00'), at('2026-11-24T00:00'), at('2026-11-23T23:59'), at('2026-11-25T00:00')];
    const hours = byHour(entries, fromLocal('2026-11-24T00:00')!);
    expect(hours.map((hour) => hour.length).map((count, hour) => [hour, count]).filter(([, count]) => count! > 0)).toEqual([[0, 1], [7, 2], [23, 1]]);
    expect(hours[7]!.map((entry) => entry.start_us)).toEqual([fromLocal('2026-11-24T07:00'), fromLocal('2026-11-24T07:30')]);
  });
  it('lies on the days of its week', () => {
    const at = (text: string) => ({ start_us: fromLocal(text)! }) as TimelineEntry;
    const days = byDay([at('2026-11-29T23:59'), at('2026-11-23T00:00'), at('2026-11-23T00:07'), at('2026-11-30T00:00')], startOfWeek(fromLocal('2026-11-25T12:00')!));
    expect(days.map((day) => day.length)).toEqual([2, 0, 0, 0, 0, 0, 1]);
  });
});
