import { describe, expect, it } from 'vitest';
import { daysBetween, withDays } from './holidays';

describe('holidays', () => {
  it('are one day or several, over the end of a month, too', () => {
    expect(daysBetween('2027-10-01', '')).toEqual(['2027-10-01']);
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  });
  it('are none when the days are wrong', () => {
    expect([daysBetween('', ''), daysBetween('2027-10-03', '2027-10-01'), daysBetween('2027-10-01', '2028-10-01')]).toEqual([[], [], []]);
  });
  it('are kept sorted, each once', () => {
    expect(withDays(['2027-10-02'], ['2027-10-01', '2027-10-02'])).toEqual(['2027-10-01', '2027-10-02']);
  });
});
