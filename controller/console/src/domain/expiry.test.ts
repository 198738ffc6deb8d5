import { describe, expect, it } from 'vitest';
import { endOfDay, lastDay } from './expiry';
import { fromLocal } from './times';

describe('the last day of a clip', () => {
  it('is good to its end, in the time of the county', () => {
    expect(endOfDay('2026-12-31')).toBe(fromLocal('2027-01-01T00:00'));
    expect(lastDay(endOfDay('2026-12-31'))).toBe('2026-12-31');
    expect(lastDay(fromLocal('2026-12-31T12:00'))).toBe('2026-12-31');
  });
  it('may be none', () => {
    expect([endOfDay(''), endOfDay('2026-02-30'), lastDay(null)]).toEqual([null, null, '']);
  });
});
